import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

interface Member {
  memberId: string
  rev: number
  mail: string
  card: { tier: string | null; stamps: number }
  /** Absent: was never here. */
  lastVisit?: string
}

interface Reply {
  status: number
  body?: unknown
}

const tiers = ['BRONZE', 'SILVER', 'GOLD']
const apiKey = 'stampcard-test-key'
const mostIds = 50
const mostPerPage = 200

/**
 * Stampcard 2, an invented loyalty programme in memory: the vendor of docs/write-a-datasource.md, which describes its API.
 *
 * @param port 0 for whichever is free
 */
export async function startStampcard(port: number) {
  const members = Array.from({ length: 60 }, (_, index): Member => {
    const number = index + 1
    return {
      memberId: `M${number}`,
      rev: 1,
      mail: `Guest${number}@example.com`,
      card: { tier: [null, ...tiers][number % 4] ?? null, stamps: (number * 7) % 12 },
      ...(number % 5 > 0 && { lastVisit: new Date(Date.UTC(2026, 0, number, 18, 30)).toISOString() }),
    }
  })

  async function answer(request: IncomingMessage): Promise<Reply> {
    if (request.headers['x-api-key'] !== apiKey) return { status: 401, body: { error: 'who are you?' } }
    const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://stampcard')
    if (request.method === 'GET' && pathname === '/v2/members') return find(query)
    const [, id] = /^\/v2\/members\/(\w+)$/.exec(pathname) ?? []
    const member = members.find(({ memberId }) => memberId === id)
    if (!member || request.method !== 'PATCH') return { status: 404, body: { error: 'nobody' } }
    return change(member, request.headers['if-match'], JSON.parse(await text(request)) as Partial<Member>)
  }

  function find(query: URLSearchParams): Reply {
    const [ids, mails] = [query.get('ids')?.split(','), query.get('mails')?.split(',')]
    if ((ids ?? mails ?? []).length > mostIds) return { status: 400, body: { error: 'too many' } }
    if (ids)
      return { status: 200, body: { members: members.filter(({ memberId }) => ids.includes(memberId)) } }
    if (mails)
      return {
        status: 200,
        body: { members: members.filter(({ mail }) => mails.includes(mail.toLowerCase())) },
      }
    const [skip, top, tier] = [Number(query.get('skip')), Number(query.get('top')), query.get('tier')]
    const wanted = members.filter(({ card }) => tier === null || card.tier === tier)
    return { status: 200, body: { members: wanted.slice(skip, skip + Math.min(top, mostPerPage)) } }
  }

  function change(member: Member, expected: string | undefined, { card }: Partial<Member>): Reply {
    if (expected !== undefined && expected !== String(member.rev))
      return { status: 412, body: { error: 'changed meanwhile' } }
    const tier = card?.tier ?? null
    if (tier !== null && !tiers.includes(tier))
      return { status: 422, body: { error: 'no such tier', about: 'tier' } }
    member.card.tier = tier
    member.rev += 1
    return { status: 200, body: member }
  }

  const server = createServer((request, response) => {
    void answer(request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
