import { execFileSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { describeNeeding } from '../support/needs.ts'
import { startSandboxGateway, type SandboxGateway } from '../support/sandbox-gateway.ts'
import { root } from './run-headwater.ts'

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const needsChromium = () =>
  existsSync(executablePath)
    ? undefined
    : `no ${executablePath} (apt-get install chromium, or set CHROMIUM_PATH)`

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

describeNeeding(needsChromium, 'the page', () => {
  let gateway: SandboxGateway
  let browser: Browser
  let page: Page
  let origin: string
  /** Console errors, script errors, and requests to anywhere else. */
  const complaints: string[] = []
  const closers: (() => Promise<void>)[] = []

  beforeAll(async () => {
    // Never an older page than the sources: it takes some seconds.
    execFileSync(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build'], { cwd: root })
    gateway = await startSandboxGateway()
    closers.push(gateway.close)
    origin = new URL(gateway.url).origin
    browser = await chromium.launch({ executablePath, args: flags })
    closers.push(() => browser.close())
    page = await openPage()
  }, 180_000)

  afterAll(async () => {
    for (const close of closers.reverse()) await close()
  })

  async function openPage(prepare?: (page: Page) => Promise<unknown>): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
    const opened = await context.newPage()
    opened.setDefaultTimeout(20_000)
    opened.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    opened.on('pageerror', (error) => complaints.push(error.message))
    opened.on('request', (request) => {
      const { origin: asked, protocol } = new URL(request.url())
      if (protocol !== 'data:' && asked !== origin) complaints.push(`asked ${request.url()}`)
    })
    await prepare?.(opened)
    await opened.goto(origin)
    await opened.locator('.graphiql-query-editor .view-line').first().waitFor()
    return opened
  }

  /** Runs the open tab; gives the reply as it came and the key that it was asked with. */
  async function run(opened = page) {
    const answered = opened.waitForResponse(
      (response) =>
        response.url() === gateway.url &&
        response.request().postDataJSON().operationName !== 'IntrospectionQuery',
    )
    await opened.getByRole('button', { name: /^Execute query/ }).click()
    const response = await answered
    const { 'x-api-key': key } = await response.request().allHeaders()
    return { key, reply: JSON.parse(await response.text()) }
  }

  const responseShows = (text: string, opened = page) =>
    opened.locator('.graphiql-response .view-line', { hasText: text }).first().waitFor()
  const planShows = (text: RegExp) => page.locator('.plan summary', { hasText: text }).waitFor()
  const tabs = () => page.locator('[id^=graphiql-session-tab-]')
  const openTab = (name: string) => tabs().getByText(name, { exact: true }).click()

  test('the first tab, run by keyboard, shows one customer of four systems and the plan of the reply', async () => {
    await page.locator('.graphiql-query-editor .view-line').first().click()
    await page.keyboard.press('Control+Enter')
    await responseShows('Winterfeld')
    await planShows(/4 systems, 3 waves, \d+ calls, \d+ ms/)
    const systems = await page.locator('.timeline .system').allTextContents()
    expect(new Set(systems)).toEqual(new Set(['CRM', 'ERP', 'CRS', 'DATABASE']))
    expect(await page.locator('.plan pre').textContent()).toContain('wave  3')
    await expect(page.locator('.graphiql-response').textContent()).resolves.not.toContain('extensions')
  })

  test('each example is a tab and runs without errors', async () => {
    const files = globSync('*.graphql', { cwd: join(root, 'page/examples') })
    const names = await tabs().allTextContents()
    expect(names).toHaveLength(files.length)
    for (const name of names.filter((one) => !['ChangeCustomer', 'FollowWrite'].includes(one))) {
      await openTab(name)
      const { reply } = await run()
      expect(reply.errors).toBeUndefined()
      expect(Object.values(reply.data)).not.toContain(null)
    }
  })

  test('a change answers with receipts, and its write is followed by the id that it gave', async () => {
    const as = page.getByLabel('Ask as')
    await openTab('ChangeCustomer')
    const denied = await run()
    expect(denied.reply.errors[0].extensions.code).toBe('FORBIDDEN')
    await as.selectOption('sandbox-support')
    await gateway.stop('hubspot')
    const { reply } = await run()
    const { writeId, receipts } = reply.data.updateCustomer
    expect(receipts).toContainEqual(expect.objectContaining({ system: 'CRM', status: 'QUEUED' }))
    await openTab('FollowWrite')
    await page.getByRole('button', { name: /^Execute query/ }).click()
    await responseShows('null')
    await page.locator('.graphiql-query-editor .view-line', { hasText: 'put a writeId here' }).click()
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.insertText(
      `subscription FollowWrite { writeChanged(id: "${writeId}") { receipts { system status } } }`,
    )
    await page.getByRole('button', { name: /^Execute query/ }).click()
    await responseShows('QUEUED')
    if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT })
    await gateway.resume('hubspot')
    await responseShows('APPLIED')
    // The stream is over: the button runs the tab again.
    await page.getByRole('button', { name: /^Execute query/ }).waitFor()
    await as.selectOption('sandbox-developer')
  })

  test('the booking with its guest takes two waves over four systems', async () => {
    await openTab('BookingWithGuest')
    await run()
    await planShows(/4 systems, 2 waves/)
  })

  test('with the reservation system down, its tab shows the error and the failed calls', async () => {
    await openTab('SystemDown')
    await gateway.fault('opera', { kind: 'reset' })
    const { reply } = await run()
    await gateway.clearFaults()
    expect(reply.data.customer).toMatchObject({ givenName: 'Clara', loyaltyPoints: 12_480, vipLevel: null })
    await responseShows('UPSTREAM_UNAVAILABLE')
    await page.locator('.timeline tr[data-system=CRS][data-failed=true]').first().waitFor()
  })

  test('another key is used from then on, and gets no plan', async () => {
    await openTab('BookingWithGuest')
    await page.getByLabel('Ask as').selectOption('sandbox-support')
    const { key } = await run()
    expect(key).toBe('sandbox-support')
    await planShows(/No plan came with this reply/)
    await page.getByLabel('Ask as').selectOption('sandbox-developer')
  })

  test('the docs explorer tells the owner, the readers and the freshness of a field', async () => {
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click()
    const docs = page.locator('.graphiql-doc-explorer')
    await docs.getByRole('link', { name: 'Query', exact: true }).click()
    await docs.getByRole('link', { name: 'Customer', exact: true }).first().click()
    await docs
      .getByText(/Owner: ERP\. Read: .*FINANCE.* Fresh within/)
      .first()
      .waitFor()
    // After a description of the field's own, too.
    await docs.locator('p:text-is("E.164.") + p', { hasText: 'Owner: CRM.' }).waitFor()
    await page.getByRole('button', { name: 'Hide Documentation Explorer' }).click()
  })

  test('it follows the system into dark mode', async () => {
    const background = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
    await page.emulateMedia({ colorScheme: 'light' })
    const light = await background()
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await background()).not.toBe(light)
  })

  test('outside the sandbox it asks for a key, which it keeps for the browser tab only', async () => {
    const asking = await openPage((opened) =>
      opened.route('**/page/settings.json', (route) => route.fulfill({ json: { sampleKeys: [] } })),
    )
    await asking.getByLabel('Key (x-api-key)').fill('sandbox-developer')
    await asking.getByRole('button', { name: 'Use' }).click()
    const { reply } = await run(asking)
    expect(reply.errors).toBeUndefined()
    expect(await asking.evaluate<string>('JSON.stringify(localStorage)')).not.toContain('sandbox-developer')
    await asking.context().close()
  })

  test('meanwhile there was no error in the console and no request to another origin', () => {
    expect(complaints).toEqual([])
  })
})
