/**
 * Sends `console.log` and its like to stderr: stdout belongs to the protocol, and a dependency may print.
 *
 * Imported first by `main.ts`, so that it also holds while the other modules are evaluated.
 *
 * @module
 */

const { error } = console;
for (
  const method of [
    "log",
    "info",
    "debug",
    "dir",
    "table",
    "group",
    "timeEnd",
    "timeLog",
    "count",
  ] as const
) {
  // deno-lint-ignore no-console -- see above
  console[method] = error;
}
