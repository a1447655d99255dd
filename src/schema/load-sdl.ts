import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { GatewayError } from '../errors/gateway-error.ts'
import { ownFile } from '../package/own-files.ts'

/** One file of the SDL. `path` is how messages name it: relative to the working directory. */
export interface SdlFile {
  path: string
  text: string
}

interface OwnFiles {
  /** Instead of the canonical Customer, Booking, Order and InventoryItem. */
  model?: readonly string[] | undefined
  extraFiles?: readonly string[] | undefined
}

/**
 * The SDL of the gateway itself, then the model: the canonical one, unless a company has one of its own (`model`), then a
 * company's own files (paths as the working directory sees them), e.g.
 * one with `extend type Customer { vipTier: String @owner(system: CRM) @access(read: [SALES]) }`. Nothing is parsed
 * here: read-catalog.ts reports syntax errors along with all other problems.
 *
 * @throws GatewayError INTERNAL naming an own file that cannot be read.
 */
export function loadSdl({ model, extraFiles = [] }: OwnFiles = {}): SdlFile[] {
  const files = [...filesIn('src/schema'), ...(model ?? filesIn('src/schema/model')), ...extraFiles]
  return files.map((file) => ({
    path: relative(process.cwd(), file),
    text: readText(file),
  }))
}

function filesIn(folder: string): string[] {
  return readdirSync(ownFile(folder))
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => join(ownFile(folder), name))
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new GatewayError('INTERNAL', `schema file ${file} cannot be read: correct its path`, {}, error)
  }
}
