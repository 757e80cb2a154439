/**
 * The real program with a dependency that prints and breaks.
 *
 * @module
 */
const how = Deno.args[0];
// The program itself gets no arguments.
Object.defineProperty(Deno, "args", { value: [] });
// Taken by the transport once the program is up and watches for errors.
const { readable } = Deno.stdin;
const timer = setInterval(() => {
  if (!readable.locked) return;
  clearInterval(timer);
  // deno-lint-ignore no-console -- that is what a dependency might do
  console.log("printed by a dependency");
  const error = new Error(`broken with ${Deno.env.get("ARGOCD_TOKEN")}`);
  if (how === "throw") throw error;
  Promise.reject(error);
}, 20);
await import("../../main.ts");
