import { createAlerts, type Alerts } from '../../../src/observability/alerts.ts'
import { createClock } from './clock.ts'

export interface Posted {
  text: string
  alert: {
    key: string
    condition: string
    system: string | null
    status: string
    since: string
    message: string
  }
}

export interface OpenAlerts extends ReturnType<typeof createClock> {
  alerts: Alerts
  posted: Posted[]
  /** Status and key of each message posted so far; forgets them. */
  take(): string[]
  problems: string[]
  /** The webhook's answers from now on. */
  webhook: { answer: () => Promise<void>; attempts: number }
}

export function openAlerts(): OpenAlerts {
  const clock = createClock()
  const posted: Posted[] = []
  const problems: string[] = []
  const webhook = { answer: () => Promise.resolve(), attempts: 0 }
  const alerts = createAlerts({
    async send(body) {
      webhook.attempts += 1
      await webhook.answer()
      posted.push(body as Posted)
    },
    now: clock.now,
    schedule: clock.schedule,
    cards: new Map([['CRM', { owner: 'Sales operations', contact: 'sales-ops@hotel.example' }]]),
    onProblem: (message) => problems.push(message),
  })
  const take = () => posted.splice(0).map(({ alert }) => `${alert.status} ${alert.key}`)
  return { ...clock, alerts, posted, take, problems, webhook }
}
