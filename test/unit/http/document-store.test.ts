import { parse } from 'graphql'
import { createDocumentStore } from '../../../src/http/document-store.ts'

const documentOf = (name: string, fields = 1) =>
  parse(
    `query ${name} { ${Array.from({ length: fields }, (_, index) => `a${index}: __typename`).join(' ')} }`,
  )

test('of 5,000 different documents 1,000 are kept, the latest', async () => {
  const store = createDocumentStore()
  for (let index = 0; index < 5_000; index++) await store.set(`hash ${index}`, documentOf(`Q${index}`))
  expect(store.size).toBe(1_000)
  expect(await store.get('hash 3999')).toBeUndefined()
  expect(await store.get('hash 4000')).toBeDefined()
})

test('one that is asked for stays', async () => {
  const store = createDocumentStore()
  await store.set('mine', documentOf('Mine'))
  for (let index = 0; index < 3_000; index++) {
    await store.set(`hash ${index}`, documentOf(`Q${index}`))
    if (index % 500 === 0) expect(await store.get('mine')).toBeDefined()
  }
})

test('large ones leave room for fewer: a million characters in all', async () => {
  const store = createDocumentStore()
  const large = documentOf('Large', 2_000)
  const length = large.loc!.source.body.length
  for (let index = 0; index < 200; index++) await store.set(`hash ${index}`, large)
  expect(store.size).toBe(Math.floor(1_000_000 / length))
})
