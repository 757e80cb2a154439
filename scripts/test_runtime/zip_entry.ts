/**
 * One file out of a ZIP archive, for archives that are small enough to be held in memory.
 *
 * @module
 */

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
/** The end record has 22 bytes, and a comment of at most 65,535 behind it. */
const MAX_END_BYTES = 22 + 0xffff;
const STORED = 0;
const DEFLATED = 8;

interface Entry {
  readonly method: number;
  readonly packedSize: number;
  readonly offset: number;
}

function findDirectory(view: DataView): { offset: number; count: number } {
  const last = view.byteLength - 22;
  for (let at = last; at >= Math.max(0, last - MAX_END_BYTES); at--) {
    if (view.getUint32(at, true) !== END_OF_DIRECTORY) continue;
    return {
      count: view.getUint16(at + 10, true),
      offset: view.getUint32(at + 16, true),
    };
  }
  throw new TypeError("Cannot read the archive: it has no directory");
}

function findEntry(view: DataView, nameEnd: string): Entry {
  const { offset, count } = findDirectory(view);
  const decoder = new TextDecoder();
  let at = offset;
  for (let index = 0; index < count; index++) {
    if (view.getUint32(at, true) !== DIRECTORY_ENTRY) break;
    const nameLength = view.getUint16(at + 28, true);
    const rest = view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    const name = decoder.decode(
      new Uint8Array(view.buffer, view.byteOffset + at + 46, nameLength),
    );
    if (name.endsWith(nameEnd)) {
      return {
        method: view.getUint16(at + 10, true),
        packedSize: view.getUint32(at + 20, true),
        offset: view.getUint32(at + 42, true),
      };
    }
    at += 46 + nameLength + rest;
  }
  throw new TypeError(`Cannot read the archive: it has no file '…${nameEnd}'`);
}

/**
 * Unpacks the first file whose name ends with `nameEnd`.
 *
 * @throws {TypeError} when the archive is damaged, has no such file, or packs it in an unknown way.
 */
export async function readZipEntry(
  archive: Uint8Array<ArrayBuffer>,
  nameEnd: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const view = new DataView(
    archive.buffer,
    archive.byteOffset,
    archive.byteLength,
  );
  const { method, packedSize, offset } = findEntry(view, nameEnd);
  // The local header repeats the name and has extra fields of its own length.
  const start = offset + 30 + view.getUint16(offset + 26, true) +
    view.getUint16(offset + 28, true);
  const packed = archive.subarray(start, start + packedSize);
  if (method === STORED) return packed;
  if (method !== DEFLATED) {
    throw new TypeError(`Cannot read the archive: packing method ${method}`);
  }
  const unpacked = new Blob([packed]).stream()
    .pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(unpacked).arrayBuffer());
}
