import 'graphiql/style.css'
import './page.css'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { loadSettings } from './settings.ts'
import { setUpWorkers } from './set-up-workers.ts'

setUpWorkers()
const place = document.getElementById('page')
if (place) createRoot(place).render(<App settings={await loadSettings()} />)
