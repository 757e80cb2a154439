import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { serveSimulator } from "../../lib/demo/serve_simulator.ts";
import type { SimulatedVersion } from "../../lib/demo/model/versions.ts";
import { createSimulator } from "../../lib/demo/simulator.ts";
import { PLANS } from "../../scripts/smoke/plan.ts";
import { programCommand } from "../helpers/program_command.ts";

const SMOKE = fileURLToPath(new URL("../../scripts/smoke.ts", import.meta.url));

interface Smoked {
  readonly code: number;
  readonly lines: readonly string[];
}

async function smoke(env: Readonly<Record<string, string>>): Promise<Smoked> {
  const { env: kept } = programCommand();
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", SMOKE],
    clearEnv: true,
    env: { ...kept, ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).output();
  const text = new TextDecoder().decode(stdout);
  return { code, lines: text.trimEnd().split("\n") };
}

const VERSIONS: readonly SimulatedVersion[] = ["2.14", "3.2", "3.5"];

Deno.test.each(VERSIONS.map((version) => ({ version })))(
  "smoke gets answers from every tool on Argo CD $version",
  async ({ version }) => {
    const simulator = createSimulator({ version });
    await using served = serveSimulator(simulator);
    const { code, lines } = await smoke({
      ARGOCD_SERVER: served.url,
      ARGOCD_AUTH_TOKEN: simulator.credentials.readonly.token,
    });
    assert.deepEqual(
      lines.filter((line) => line.includes("FAULT")),
      [],
    );
    assert.match(lines.at(-1) ?? "", / 0 faults$/);
    assert.equal(code, 0);
    const answered = lines.filter((line) => / ok +\d+ +\d+$/.test(line))
      .map((line) => line.split(" ", 1)[0] ?? "");
    assert.deepEqual([...new Set(answered)].sort(), Object.keys(PLANS).sort());
  },
);

Deno.test("smoke fails where the applications cannot be listed", async () => {
  const simulator = createSimulator();
  await using served = serveSimulator(simulator);
  const { code, lines } = await smoke({
    ARGOCD_SERVER: served.url,
    ARGOCD_AUTH_TOKEN: "head.claims.signature",
  });
  assert.equal(code, 1);
  assert.match(lines.at(-1) ?? "", / 0 faults$/);
});
