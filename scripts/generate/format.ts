/**
 * The house format.
 *
 * @module
 */

/**
 * Formats a source as `deno fmt` does.
 *
 * @param extension Says what it is: `ts`, `md`.
 */
export async function format(
  source: string,
  extension: string,
): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--ext", extension, "-"],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(source));
  await writer.close();
  const { success, stdout } = await child.output();
  if (!success) throw new Error("Cannot format a generated file");
  return new TextDecoder().decode(stdout);
}
