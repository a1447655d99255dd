import { Router } from 'express'

/** How the gateway is, as far as those who send it requests have to know. */
export interface Health {
  store: 'up' | 'down'
  /** It answers, but something that it needs for whole answers does not. */
  degraded: boolean
}

export interface HealthOptions {
  health: () => Health
  phase: () => 'starting' | 'serving' | 'draining'
}

/**
 * `/livez` says that the process runs. `/readyz` says whether to send requests here: 503 while starting and stopping. Once
 * started it stays 200 whatever else is down, for a gateway that nobody asks can serve nothing of what still works.
 */
export function serveHealth({ health, phase }: HealthOptions): Router {
  const router = Router()
  router.get('/livez', (_request, response) => void response.json({ status: 'live' }))
  router.get('/readyz', (_request, response) => {
    const { store, degraded } = health()
    const now = phase()
    const whole = degraded || store === 'down' ? 'degraded' : 'ready'
    response.status(now === 'serving' ? 200 : 503).json({ status: now === 'serving' ? whole : now, store })
  })
  return router
}
