import { print, type InputValueDefinitionNode } from 'graphql'
import type { Catalog, Entity } from './catalog.ts'
import { findMisfit } from './input-fit.ts'
import { problemAt, type Problem } from './problem.ts'
import { overriddenIn } from './read-access.ts'
import { entitySetBy } from './read-input.ts'
import type { SdlIndex, SdlType } from './sdl-index.ts'

/** Inputs that set what nobody may write, or what the field of the entity could not hold. */
export function lintInputs(index: SdlIndex, { inputs, entities }: Catalog): Problem[] {
  const overridden = overriddenIn(index)
  return [...index.types.values()].flatMap((input) => {
    const fields = input.kind === 'input' ? inputs.get(input.name) : undefined
    const entity = entities.get(entitySetBy(input) ?? '')
    if (!fields || !entity) return []
    return input.inputFields
      .filter((field) => fields.has(field.name.value))
      .flatMap((field) => lintField(input, field, entity, { index, overridden }))
  })
}

function lintField(
  input: SdlType,
  node: InputValueDefinitionNode,
  entity: Entity,
  { index, overridden }: { index: SdlIndex; overridden: ReadonlySet<string> },
): Problem[] {
  const name = `${input.name}.${node.name.value}`
  const target = `${entity.name}.${node.name.value}`
  const field = entity.fields.get(node.name.value)
  const type = index.types.get(entity.name)?.fields.find((one) => one.name.value === field?.name)
  if (!field || !type) return []
  // A company may decide that nobody writes what an input of ours could set.
  const mayBeWritten = field.access.write.length > 0 || overridden.has(target) || overridden.has(entity.name)
  const misfit = findMisfit(node.type, type.type, index)
  return [
    ...(mayBeWritten
      ? []
      : [
          problemAt(
            node,
            `${name} sets ${target}, which nobody may write: add write: [...] to the field's @access, or remove it here`,
          ),
        ]),
    ...(misfit === null
      ? []
      : [
          problemAt(
            node,
            `${name} is ${print(node.type)}, and sets ${target}: ${print(type.type)}: ${misfit}`,
          ),
        ]),
  ]
}
