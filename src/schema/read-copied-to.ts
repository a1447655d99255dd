import type { FieldDefinitionNode } from 'graphql'
import type { SourceDeclaration, SystemName } from './catalog.ts'
import { problemAt } from './problem.ts'
import { findDirectives, readEnum, type Reading } from './read-directive.ts'
import { isEntity, namedTypeOf, type SdlType } from './sdl-index.ts'

interface CopiedField {
  type: SdlType
  field: FieldDefinitionNode
  owner: SystemName
  sources: readonly SourceDeclaration[]
}

/** The systems of its @copiedTo directives, each once. Copies go from the owner alone, so there is no cycle of them. */
export function readCopiedTo({ type, field, owner, sources }: CopiedField, reading: Reading): SystemName[] {
  const systems = new Set<SystemName>()
  for (const directive of findDirectives(field, 'copiedTo')) {
    const system = readEnum(reading, directive, 'system', 'System')
    if (system === null) continue
    const refuse = (why: string): void => {
      const message = `${type.name}.${field.name.value} is copied to ${system}${why}`
      reading.problems.push(problemAt(directive, message))
    }
    if (isEntity(reading.index, namedTypeOf(field.type)))
      refuse(', and is a reference, whose keys differ by system: remove @copiedTo')
    else if (system === owner) refuse(', which owns it: remove @copiedTo')
    else if (systems.has(system)) refuse(' twice: keep one @copiedTo')
    else if (!sources.some((source) => source.system === system && source.part === null)) {
      const fix = `add @source(system: ${system}, maxAge: "...") to the type, or name another`
      refuse(`, which is no source of ${type.name}: ${fix}`)
    } else systems.add(system)
  }
  return [...systems]
}
