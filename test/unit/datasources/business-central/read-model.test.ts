import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { modelFormat, readModel } from '../../../../src/datasources/business-central/read-model.ts'
import { describeNeeding, needsFolder, specsFolder } from '../../../support/needs.ts'

const open =
  '<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>'
const schema =
  '<Schema Namespace="Microsoft.NAV" Alias="NAV" xmlns="http://docs.oasis-open.org/odata/ns/edm">'
const close = '</Schema></edmx:DataServices></edmx:Edmx>'

const customers = `
  <EntityType Name="customer"><Key><PropertyRef Name="id"/></Key>
    <Property Name="id" Type="Edm.Guid" Nullable="false"><Annotation Term="Org.OData.Core.V1.Computed" Bool="true"/></Property>
    <Property Name="number" Type="Edm.String" MaxLength="20"/>
    <Property Name="since" Type="Edm.Date"><Annotation Term="Org.OData.Core.V1.Immutable"/></Property>
    <Property Name="rating" Type="NAV.rating"><Annotation Term="Org.OData.Core.V1.Permissions" EnumMember="Org.OData.Core.V1.Permission/Read"/></Property>
    <Property Name="limit" Type="Edm.Decimal"><Annotation Term="Org.OData.Core.V1.Computed" Bool="false"/></Property>
    <NavigationProperty Name="orders" Type="Collection(NAV.order)"/>
    <NavigationProperty Name="term" Type="NAV.term"/>
  </EntityType>
  <EntityType Name="order"><Property Name="no" Type="Edm.Int32"><Annotation Term="Org.OData.Core.V1.Computed"/></Property></EntityType>
  <EntityContainer Name="NAV"><EntitySet Name="customers" EntityType="NAV.customer">
    <Annotation Term="Org.OData.Capabilities.V1.InsertRestrictions"><Record>
      <PropertyValue Property="Insertable" Bool="false"/></Record></Annotation>
  </EntitySet></EntityContainer>`

const read = (inside: string) => readModel(modelFormat.read(open + schema + inside + close))

test('properties have their types, and what nobody sets is told from what is set once', () => {
  const members = read(customers)?.membersOf('customers', [])
  const settable = (name: string) => members?.get(name)?.isSettable
  expect([...(members?.keys() ?? [])]).toEqual(
    expect.arrayContaining(['id', 'number', 'since', 'rating', 'limit', 'orders', 'term', '@odata.etag']),
  )
  expect(members?.get('number')).toEqual({ type: 'Edm.String' })
  expect(members?.get('limit')).toEqual({ type: 'Edm.Decimal', example: 1.5 })
  expect(settable('id')).toEqual({ create: false, patch: false })
  expect(settable('rating')).toEqual({ create: false, patch: false })
  expect(settable('since')).toEqual({ patch: false })
  expect(settable('limit')).toBeUndefined()
})

test('what a path leads through is described, lists as lists, and not as this record’s to set', () => {
  const members = read(customers)?.membersOf('customers', [['orders', 'no']])
  expect(members?.get('orders')).toMatchObject({ type: 'order', isList: true })
  expect(members?.get('orders')?.members?.get('no')).toEqual({ type: 'Edm.Int32', example: 1 })
  // Its type is of another document.
  expect(members?.get('term')).toEqual({ type: 'term', isList: false })
})

test('a set that takes no new records says so, and what it does not say is not known', () => {
  expect(read(customers)?.allows('customers')).toEqual({ create: false })
  expect(read(customers)?.allows('items')).toEqual({})
})

test('one property, type or set alone is a list too', () => {
  const model = read(
    '<EntityType Name="item"><Property Name="no" Type="Edm.String"/></EntityType><EntityContainer Name="NAV"><EntitySet Name="items" EntityType="Microsoft.NAV.item"/></EntityContainer>',
  )
  expect([...(model?.membersOf('items', [])?.keys() ?? [])]).toEqual(['no', '@odata.etag'])
})

test('a set that is not there is null, and a document that is none is no model', () => {
  expect(read(customers)?.membersOf('salesOrders', [])).toBeNull()
  expect(readModel(modelFormat.read('<html><body>It works!</body></html>'))).toBeNull()
  expect(readModel(modelFormat.read('not XML'))).toBeNull()
})

describeNeeding(needsFolder(specsFolder), 'the description of API v2.0 that is stored', () => {
  test('is read whole: every type with its properties', () => {
    const file = join(specsFolder, 'ms-business-central/bc-v2.0.derived.edmx.xml')
    const text = readFileSync(file, 'utf8')
    const model = readModel(modelFormat.read(text))
    const declared = [...text.matchAll(/<EntitySet Name="(\w+)" EntityType="Microsoft\.NAV\.(\w+)"/g)]
    expect(declared.length).toBeGreaterThan(0)
    for (const [, set = '', type = ''] of declared) {
      const [, body = ''] = new RegExp(`<EntityType Name="${type}">(.*?)</EntityType>`, 's').exec(text) ?? []
      const names = [...body.matchAll(/<(?:Navigation)?Property Name="(\w+)"/g)].map(([, name]) => name)
      const members = model?.membersOf(set, [])
      expect([...(members?.keys() ?? [])]).toEqual([...names, '@odata.etag'])
    }
  })
})
