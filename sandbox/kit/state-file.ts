import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { Simulator } from './simulator.ts'

export interface StateFile {
  /** Says that records changed; they are saved soon, several changes in one go. */
  changed(): void
  /** Saves what is not saved yet. */
  close(): void
}

interface SavedState {
  simulator: string
  worldVersion: string
  records: Record<string, [string, unknown][]>
}

const minSaveDelayMs = 250
/** Saving blocks the simulator: at most this share of the time under a stream of writes. */
const maxSavingShare = 0.1

/**
 * Keeps a simulator's records in one file, so that what was written outlives the process. Loads the file at
 * once when it exists; saves by renaming a finished file over the old one, so a killed process leaves either
 * (and loses what was written in the last second or so).
 *
 * @throws Error when the file is unreadable or of another world version; the message names the fix
 */
export function openStateFile(file: string, simulator: Simulator, worldVersion: string): StateFile {
  load(file, simulator, worldVersion)
  let timer: NodeJS.Timeout | null = null
  let lastSaveMs = 0

  function save(): void {
    const begunMs = performance.now()
    const records = Object.fromEntries(
      Object.entries(simulator.records).map(([type, byId]) => [type, [...byId]]),
    )
    const state: SavedState = { simulator: simulator.name, worldVersion, records }
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(`${file}.new`, JSON.stringify(state))
    renameSync(`${file}.new`, file)
    lastSaveMs = performance.now() - begunMs
  }

  return {
    changed() {
      timer ??= setTimeout(
        () => {
          timer = null
          save()
        },
        Math.max(minSaveDelayMs, lastSaveMs / maxSavingShare),
      ).unref()
    },
    close() {
      if (!timer) return
      clearTimeout(timer)
      timer = null
      save()
    },
  }
}

function load(file: string, simulator: Simulator, worldVersion: string): void {
  if (!existsSync(file)) return
  const state = parseState(readFileSync(file, 'utf8'))
  if (!state) {
    throw new Error(`The sandbox state in ${file} is unreadable. Start once with --reset to begin afresh.`)
  }
  if (state.worldVersion !== worldVersion) {
    throw new Error(
      `The sandbox state in ${file} belongs to world ${state.worldVersion}, but this is world ${worldVersion}. ` +
        'Start once with --reset to begin afresh.',
    )
  }
  for (const [type, byId] of Object.entries(simulator.records)) {
    byId.clear()
    for (const [id, record] of state.records[type] ?? []) byId.set(id, record)
  }
  simulator.recordsLoaded?.()
}

function parseState(text: string): SavedState | null {
  try {
    const state = JSON.parse(text) as Partial<SavedState> | null
    if (typeof state?.worldVersion !== 'string' || typeof state.records !== 'object') return null
    return state as SavedState
  } catch {
    return null
  }
}
