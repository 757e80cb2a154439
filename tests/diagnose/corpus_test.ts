import { faultIds, readFault } from "../helpers/recorded_fault.ts";
import { checkCases } from "./check_cases.ts";

await checkCases(
  "recorded faults",
  await Promise.all(faultIds().map(readFault)),
);
