import { z } from 'zod'
import type { Members, MemberSchema } from '../inspection.ts'
import { createXmlFormat } from '../transport/body-format.ts'

/**
 * OData's model of an API (CSDL in XML, version 4), as far as it says what records are made of: properties with their types, what
 * leads from one to another, and the standard vocabulary's word on what can be set.
 */
export interface Model {
  /** Null: there is no such entity set. @param paths which related records to describe, too */
  membersOf(entitySet: string, paths: readonly (readonly string[])[]): Members | null
  /** What the set says by itself of new and changed records; a member that is left out is not said. */
  allows(entitySet: string): { create?: boolean; patch?: boolean }
}

const schemaPath = 'Edmx.DataServices.Schema'
const set = `${schemaPath}.EntityContainer.EntitySet`

export const modelFormat = createXmlFormat([
  schemaPath,
  ...['', '.Property', '.NavigationProperty', '.Property.Annotation'].map(
    (below) => `${schemaPath}.EntityType${below}`,
  ),
  ...['', '.Annotation', '.Annotation.Record.PropertyValue'].map((below) => `${set}${below}`),
])

const annotations = z
  .array(
    z.looseObject({
      '@Term': z.string(),
      '@Bool': z.string().optional(),
      '@EnumMember': z.string().optional(),
      Record: z
        .looseObject({
          PropertyValue: z
            .array(z.looseObject({ '@Property': z.string(), '@Bool': z.string().optional() }))
            .default([]),
        })
        .optional()
        .catch(undefined),
    }),
  )
  .default([])
type Annotations = z.infer<typeof annotations>

const property = z.looseObject({ '@Name': z.string(), '@Type': z.string(), Annotation: annotations })
const entityType = z.looseObject({
  '@Name': z.string(),
  Property: z.array(property).default([]),
  NavigationProperty: z.array(z.looseObject({ '@Name': z.string(), '@Type': z.string() })).default([]),
})
const entitySet = z.looseObject({ '@Name': z.string(), '@EntityType': z.string(), Annotation: annotations })

const document = z.object({
  Edmx: z.looseObject({
    DataServices: z.looseObject({
      Schema: z.array(
        z.looseObject({
          EntityType: z.array(entityType).default([]),
          EntityContainer: z.looseObject({ EntitySet: z.array(entitySet).default([]) }).optional(),
        }),
      ),
    }),
  }),
})

/** @returns null when it is no such document. @param body as `modelFormat` reads it */
export function readModel(body: unknown): Model | null {
  const parsed = document.safeParse(body)
  if (!parsed.success) return null
  const schemas = parsed.data.Edmx.DataServices.Schema
  const types = new Map(schemas.flatMap(({ EntityType }) => EntityType.map((one) => [one['@Name'], one])))
  const sets = new Map(
    schemas.flatMap(
      ({ EntityContainer }) => EntityContainer?.EntitySet.map((one) => [one['@Name'], one]) ?? [],
    ),
  )

  function describe(
    type: z.infer<typeof entityType>,
    paths: readonly (readonly string[])[],
    isRelated: boolean,
  ): Members {
    const own = type.Property.map((one): [string, MemberSchema] => [
      one['@Name'],
      { ...typeOf(one['@Type']), ...(!isRelated && settableOf(one.Annotation)) },
    ])
    const related = type.NavigationProperty.flatMap((one): [string, MemberSchema][] => {
      const [name, typeName] = [one['@Name'], one['@Type']]
      const inner = paths.filter(([first]) => first === name).map((path) => path.slice(1))
      const target = types.get(simpleName(typeName))
      const members = inner.length > 0 && target ? describe(target, inner, true) : undefined
      const isList = typeName.startsWith('Collection(')
      return [[name, { type: simpleName(typeName), isList, ...(members && { members }) }]]
    })
    // An annotation that every record carries, and no model declares.
    const version: [string, MemberSchema] = ['@odata.etag', { type: 'version', example: 'W/"1"' }]
    return new Map([...own, ...related, version])
  }

  return {
    membersOf(name, paths) {
      const type = types.get(simpleName(sets.get(name)?.['@EntityType'] ?? ''))
      return type ? describe(type, paths, false) : null
    },
    allows: (name) => restrictionsOf(sets.get(name)?.Annotation ?? []),
  }
}

/** `Collection(Microsoft.NAV.salesOrderLine)` → `salesOrderLine`. */
function simpleName(type: string): string {
  return /([^.()]+)\)?$/.exec(type)?.[1] ?? type
}

const examples: Readonly<Record<string, unknown>> = {
  'Edm.Guid': '00000000-0000-4000-8000-000000000001',
  'Edm.Decimal': 1.5,
  'Edm.Double': 1.5,
  'Edm.Int32': 1,
  'Edm.Int64': 1,
  'Edm.Boolean': true,
  'Edm.Date': '2026-11-22',
  'Edm.DateTimeOffset': '2026-11-22T09:30:00Z',
}

function typeOf(type: string): MemberSchema {
  return { type, ...(Object.hasOwn(examples, type) && { example: examples[type] }) }
}

function settableOf(given: Annotations): Pick<MemberSchema, 'isSettable'> {
  const isTrue = (term: string) =>
    given.some((one) => one['@Term'].endsWith(`Core.V1.${term}`) && one['@Bool'] !== 'false')
  const isReadOnly = given.some(
    (one) => one['@Term'].endsWith('Core.V1.Permissions') && one['@EnumMember']?.endsWith('Permission/Read'),
  )
  if (isReadOnly || isTrue('Computed')) return { isSettable: { create: false, patch: false } }
  return isTrue('Immutable') ? { isSettable: { patch: false } } : {}
}

function restrictionsOf(given: Annotations): { create?: boolean; patch?: boolean } {
  const said = (term: string, name: string): boolean | undefined => {
    const values = given.find((one) => one['@Term'].endsWith(`Capabilities.V1.${term}`))?.Record
      ?.PropertyValue
    const value = values?.find((one) => one['@Property'] === name)?.['@Bool']
    return value === undefined ? undefined : value === 'true'
  }
  const create = said('InsertRestrictions', 'Insertable')
  const patch = said('UpdateRestrictions', 'Updatable')
  return { ...(create !== undefined && { create }), ...(patch !== undefined && { patch }) }
}
