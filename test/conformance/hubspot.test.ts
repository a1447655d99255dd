import { createHubspot } from '../../sandbox/hubspot.ts'
import { hubspotCredentials } from '../../sandbox/hubspot/credentials.ts'
import { cast } from '../../sandbox/world/cast.ts'
import { createWorld } from '../../sandbox/world/create-world.ts'
import { Secret } from '../../src/secrets/secret.ts'
import { hubspot } from '../../src/datasources/hubspot/hubspot.ts'
import { customerMapping, customPropertyDefaults } from '../../src/datasources/hubspot/mapping.ts'
import { describeDatasource } from '../support/datasource-conformance.ts'
import { openSimulated } from '../support/simulated-datasource.ts'

const world = createWorld()
const contacts = world.persons.filter((person) => person.crmId !== null)
const person = (number: number) => contacts.find((one) => one.number === number)!
const crmId = (number: number) => person(number).crmId!

const noReferences = 'a contact refers to no other entity'

describeDatasource({
  name: 'HubSpot CRM v3 (simulated)',
  system: 'CRM',
  async open() {
    const simulator = createHubspot({ world, now: Date.now })
    const setStage = (number: number, stage: string | undefined) => {
      const contact = simulator.records.contacts!.get(crmId(number)) as {
        properties: Record<string, unknown>
      }
      contact.properties.lifecyclestage = stage
    }
    // A stage of the company's own, as every portal has some; and none, which is not an unknown one.
    setStage(cast.onlyCrm, '930017')
    setStage(cast.guestOnly, '930017')
    setStage(cast.shopOnly, undefined)
    const opened = await openSimulated({
      simulator,
      system: 'CRM',
      isMeasured: true,
      define: (baseUrl) =>
        hubspot({
          token: new Secret(hubspotCredentials.token, 'test'),
          baseUrl,
          defaultPhoneRegion: 'DE',
          quota: null,
          searchQuota: null,
        }),
    })
    return {
      datasource: opened.datasource,
      upstream: opened,
      credentials: [hubspotCredentials.token],
      upstreamTexts: [opened.url, '127.0.0.1', 'internal error', 'It works!', 'ten_secondly'],
      close: opened.close,
    }
  },
  limits: { concurrent: 10, perRequest: 100 },
  fixtures: [
    {
      entity: 'Customer',
      ids: contacts.slice(0, 100).map((one) => one.crmId!),
      unknownIds: ['1', '999999999999'],
      keys: {
        email: [cast.emailCase, cast.showcase, cast.guestOnly].map((number) => ({
          value: person(number).email!,
          id: crmId(number),
        })),
        phone: [
          ...[cast.showcase, cast.phoneNational, cast.phoneTrunkInParentheses, cast.phoneDoubleZero],
          ...cast.couple,
        ].map((number) => ({ value: person(number).phone!, id: crmId(number) })),
      },
      conditions: [
        { field: 'email', comparison: 'EQ', value: person(cast.emailCase).email },
        { field: 'phone', comparison: 'EQ', value: person(cast.couple[0]).phone },
        { field: 'familyName', comparison: 'EQ', value: person(cast.umlautSpelledOut).familyName },
        { field: 'givenName', comparison: 'EQ', value: person(cast.accentsDropped).givenName.toUpperCase() },
        { field: 'company', comparison: 'EQ', value: contacts.find(({ company }) => company)!.company },
        { field: 'lifecycleStage', comparison: 'EQ', value: 'MARKETING_QUALIFIED_LEAD' },
        { field: 'lifecycleStage', comparison: 'IN', value: ['LEAD', 'EVANGELIST'] },
        { field: 'lifecycleStage', comparison: 'IN', value: ['LEAD', 'UNKNOWN'] },
        { field: 'lifecycleStage', comparison: 'IN', value: ['UNKNOWN'] },
        { field: 'accountManager', comparison: 'EQ', value: '70001' },
        ...(['GT', 'GTE', 'LT', 'LTE'] as const).flatMap((comparison) => [
          { field: 'createdAt', comparison, value: '2025-06-01T00:00:00.000Z' },
          { field: 'updatedAt', comparison, value: '2026-10-20T12:00:00.000Z' },
        ]),
      ],
      writing: {
        mapping: customerMapping({ lifecycleStages: {}, properties: customPropertyDefaults, warn: () => {} }),
        base: {
          id: '1',
          createdAt: '2026-01-01T00:00:00Z',
          updatedAt: '2026-01-01T00:00:00Z',
          properties: { email: 'old@example.com', phone: '', country: 'Atlantis', lifecyclestage: 'lead' },
        },
        patches: [
          {
            givenName: 'Zoë',
            familyName: 'van der Berg',
            email: 'zoe@example.com',
            phone: '+4930100000',
            company: 'Tideline GmbH',
            language: 'de-AT',
            address: {
              street: 'Am Kai 1',
              postalCode: '10115',
              city: 'Berlin',
              region: null,
              country: 'DE',
            },
            lifecycleStage: 'SALES_QUALIFIED_LEAD',
            leadSource: 'ORGANIC_SEARCH',
            campaign: { source: 'newsletter', medium: null, name: 'spring-2026' },
            marketingConsent: {
              email: true,
              sms: false,
              updatedAt: '2026-03-02T09:15:00.000Z',
              source: 'contact form v3',
            },
            lastEnquiry: 'Is there a pool?',
            accountManager: '70001',
          },
        ],
      },
      changes: {
        id: contacts.at(-1)!.crmId!,
        values: {
          givenName: ['Zoë', '山田 太郎', "D'Arcy", null],
          familyName: ['van der Berg', 'Ångström-Łódź', null],
          email: ['changed.one@example.com', 'o.brien+news@example.org', null],
          phone: ['+4930100000', '+12125550123', null],
          company: ['Tideline GmbH', 'x'.repeat(65_536), '🌊 & Söhne', null],
          language: ['de-AT', 'zh-Hans-CN', null],
          address: [
            { street: 'Am Kai 1', postalCode: '10115', city: 'Berlin', region: null, country: 'DE' },
            { street: 'ул. Ленина, 1', postalCode: null, city: 'Köln', region: 'NRW', country: null },
            null,
          ],
          lifecycleStage: ['LEAD', 'SALES_QUALIFIED_LEAD', null],
          campaign: [{ source: 'newsletter', medium: null, name: 'spring-2026' }, null],
          marketingConsent: [
            { email: true, sms: false, updatedAt: '2026-03-02T09:15:00.000Z', source: 'contact form v3' },
            { email: false, sms: null, updatedAt: '2026-04-02T09:15:00.000Z', source: null },
            null,
          ],
          lastEnquiry: ['Is there a pool?', 'x'.repeat(65_536), 'Zwei\nZeilen 🌊', null],
          accountManager: ['70001', '70002', null],
        },
        follow: ['updatedAt'],
        refused: {
          company: ['x'.repeat(65_537)],
          lifecycleStage: ['UNKNOWN'],
          accountManager: ['nobody'],
          email: [person(cast.showcase).email],
        },
        operation: 'updateContact',
        create: {
          operation: 'createContact',
          records: [
            {
              values: {
                givenName: 'Zoë',
                familyName: '山田',
                email: 'new.contact@example.com',
                phone: '+4930100001',
                company: 'Tideline GmbH',
                language: 'de-AT',
                address: { street: 'Am Kai 1', postalCode: '1', city: 'Ulm', region: null, country: 'DE' },
                lifecycleStage: 'LEAD',
                campaign: { source: 'newsletter', medium: 'email', name: null },
                marketingConsent: {
                  email: true,
                  sms: false,
                  updatedAt: '2026-03-02T09:15:00.000Z',
                  source: 'call',
                },
                lastEnquiry: 'Is there a pool?',
                accountManager: '70001',
              },
            },
          ],
        },
        actions: {
          merge: {
            async prepare({ source, call, newReference }) {
              const make = async (email: string) => {
                const record = { values: { email }, reference: newReference() }
                return (await source.writing!.create!.run(record, call)).externalId
              }
              const externalId = await make('stays@example.com')
              return { externalId, args: { duplicate: await make('goes@example.com') } }
            },
          },
        },
      },
    },
  ],
  skips: {
    'a patch of an old version is a conflict and changes nothing':
      'HubSpot takes no version with a write: the engine reads and compares',
    'records by reference belong to their parent, and their pages join': noReferences,
    'a batch of parents gives the pages that each parent gives alone': noReferences,
  },
})
