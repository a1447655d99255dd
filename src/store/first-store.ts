import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { builtFile } from '../package/own-files.ts'

/** By their paths in the folder, those above before those below; null is a folder. */
type PackedFolder = ReadonlyMap<string, Uint8Array | null>

/** The schema of the tables in the packed store. */
export const firstStoreSchema = 'headwater'
/** Where the build puts it, in `dist`. */
export const firstStoreFile = 'first-store.zst'

/** What is drawn when a store is made, and must not be the same in all that were unpacked. */
export const makeItsOwn = `update ${firstStoreSchema}.deployment set id = gen_random_uuid()::text`

/** Puts the store that the build has made into an empty folder; false where sources run, which have none. */
export async function unpackFirstStore(folder: string): Promise<boolean> {
  const file = builtFile(firstStoreFile)
  if (file === null) return false
  await unpackFolder(await readFile(file), folder)
  return true
}

/** One file out of a folder; it has to fit into memory several times. */
export async function packFolder(folder: string): Promise<Buffer> {
  const packed = new Map<string, Uint8Array | null>()
  for (const path of (await readdir(folder, { recursive: true })).toSorted()) {
    const isFolder = (await stat(join(folder, path))).isDirectory()
    packed.set(path, isFolder ? null : await readFile(join(folder, path)))
  }
  // Its three databases are nearly the same: a window over all of them makes it a third as large.
  return zstdCompressSync(serialize(packed), {
    params: {
      [constants.ZSTD_c_compressionLevel]: 10,
      [constants.ZSTD_c_windowLog]: 25,
      [constants.ZSTD_c_enableLongDistanceMatching]: 1,
    },
  })
}

export async function unpackFolder(packed: Uint8Array, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const [path, content] of deserialize(zstdDecompressSync(packed)) as PackedFolder)
    if (content === null) await mkdir(join(folder, path))
    else await writeFile(join(folder, path), content)
}
