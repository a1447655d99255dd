import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { builtFile } from '../package/own-files.ts'

/** By their paths in the folder, those above before those below; null is a folder. */
type PackedFolder = ReadonlyMap<string, Uint8Array | null>

/** The schema of its tables. */
export const templateSchema = 'headwater'
/** Where the build puts it, in `dist`. */
export const templateFile = 'store-template.zst'

/** What is drawn when a store is made, and must not be the same in all that come from one template. */
export const makeItsOwn = `update ${templateSchema}.deployment set id = gen_random_uuid()::text`

/** Puts the template, which the build has made, into an empty folder; false where sources run, which have none. */
export async function unpackTemplate(folder: string): Promise<boolean> {
  const file = builtFile(templateFile)
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

/** The reverse; what is in the folder already stays. @throws Error for what packFolder has not made */
export async function unpackFolder(packed: Uint8Array, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const [path, content] of deserialize(zstdDecompressSync(packed)) as PackedFolder)
    if (content === null) await mkdir(join(folder, path))
    else await writeFile(join(folder, path), content)
}
