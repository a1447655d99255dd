import type { Cell, PermissionMatrix, Section } from '../auth/permission-matrix.ts'

const legend =
  'R reads, W writes, a mask’s name: sees the value masked, -: nothing. Numbers say for which records.'

/** For a terminal. */
export function toTable({ roles, sections, notes }: PermissionMatrix): string {
  const printed = sections.map(({ name, rows }) =>
    alignColumns([
      [name, ...roles],
      ...rows.map(({ field, cells }) => [`  ${field}`, ...cells.map(printCell)]),
    ]),
  )
  return [...printed, [legend, ...printNotes(notes)].join('\n')].join('\n\n')
}

/** For a document: a table an entity. */
export function toMarkdown({ roles, sections, notes }: PermissionMatrix): string {
  const table = ({ rows }: Section): string[] => [
    `| field | ${roles.join(' | ')} |`,
    `| --- | ${roles.map(() => '---').join(' | ')} |`,
    ...rows.map(({ field, cells }) => `| \`${field}\` | ${cells.map(printCell).join(' | ')} |`),
  ]
  const printed = sections.map((section) => [`## ${section.name}`, '', ...table(section)].join('\n'))
  const list = printNotes(notes).map((note) => `- ${note}`)
  return [legend, ...printed, list.join('\n')].join('\n\n').trimEnd()
}

function printCell({ read, write, mask, notes }: Cell): string {
  const what = `${read ? 'R' : ''}${write ? 'W' : ''}${mask ?? ''}`
  if (what === '') return '-'
  return notes.length > 0 ? `${what} (${notes.join(', ')})` : what
}

function printNotes(notes: readonly string[]): string[] {
  return notes.map((note, index) => `(${index + 1}) ${note}`)
}

function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, index) => Math.max(cell.length, widest[index] ?? 0)),
    [],
  )
  return rows
    .map((row) =>
      row
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
