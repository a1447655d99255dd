import type { Operation } from '../kit/simulator.ts'
import { entitySets, type EntitySet, type Field, type FieldType } from './entity-sets.ts'
import { root } from './paths.ts'

/**
 * The API's $metadata: OData's CSDL in XML, with the annotation Computed on what nobody sets. An enumeration is text here, as in
 * the first version of the API's schema.
 *
 * @param names of the sets that the API has; those of custom pages have a document of their own
 */
export function modelOperation(names: readonly string[]): Operation {
  return {
    name: 'getMetadata',
    method: 'GET',
    path: root('/\\$metadata'),
    handle: () => ({
      status: 200,
      headers: { 'content-type': 'application/xml' },
      body: describeModel(names),
    }),
  }
}

function describeModel(names: readonly string[]): string {
  const sets = names.flatMap((name) => {
    const set = entitySets[name]
    return set ? [{ name, set }] : []
  })
  const types = sets.map(({ set }) => describeType(set, names)).join('')
  const container = sets
    .map(({ name, set }) => `<EntitySet Name="${name}" EntityType="Microsoft.NAV.${set.type}"/>`)
    .join('')
  return (
    '<?xml version="1.0" encoding="utf-8"?>' +
    '<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>' +
    '<Schema Namespace="Microsoft.NAV" xmlns="http://docs.oasis-open.org/odata/ns/edm">' +
    `${types}<EntityContainer Name="NAV">${container}</EntityContainer>` +
    '</Schema></edmx:DataServices></edmx:Edmx>'
  )
}

function describeType({ type, fields, navigations }: EntitySet, names: readonly string[]): string {
  const properties = Object.entries(fields).map(([name, field]) => describeProperty(name, field))
  const related = Object.entries(navigations).flatMap(([name, { set, many }]) => {
    const target = names.includes(set) ? entitySets[set]?.type : undefined
    if (target === undefined) return []
    const qualified = `Microsoft.NAV.${target}`
    return [`<NavigationProperty Name="${name}" Type="${many ? `Collection(${qualified})` : qualified}"/>`]
  })
  const key = '<Key><PropertyRef Name="id"/></Key>'
  return `<EntityType Name="${type}">${key}${properties.join('')}${related.join('')}</EntityType>`
}

function describeProperty(name: string, { type, writable, maxLength }: Field): string {
  const nullable = name === 'id' ? ' Nullable="false"' : ''
  const length = maxLength === undefined ? '' : ` MaxLength="${maxLength}"`
  const computed = writable ? '' : '<Annotation Term="Org.OData.Core.V1.Computed" Bool="true"/>'
  return `<Property Name="${name}" Type="${edmTypes[type]}"${nullable}${length}>${computed}</Property>`
}

const edmTypes: Readonly<Record<FieldType, string>> = {
  guid: 'Edm.Guid',
  text: 'Edm.String',
  enum: 'Edm.String',
  decimal: 'Edm.Decimal',
  integer: 'Edm.Int32',
  boolean: 'Edm.Boolean',
  date: 'Edm.Date',
  datetime: 'Edm.DateTimeOffset',
}
