export interface Bar {
  title: string
  value: number
  /** Drawn in the colour of what the report is about. */
  isOwn: boolean
}

export interface BarGroup {
  title: string
  bars: readonly Bar[]
}

const barHeight = 16
const gap = 6
const groupGap = 34
const labelWidth = 170
const width = 760
const plotWidth = width - labelWidth - 90

/**
 * Groups of horizontal bars, each group on a scale of its own. Plain SVG that reads on light and dark grounds, text as text.
 */
export function drawChart(title: string, groups: readonly BarGroup[]): string {
  const parts: string[] = []
  let y = 44
  for (const group of groups) {
    const most = Math.max(...group.bars.map(({ value }) => value))
    parts.push(textAt(0, y, escape(group.title), 'group'))
    y += gap + 4
    for (const bar of group.bars) {
      const length = Math.max(1, (bar.value / most) * plotWidth)
      const middle = y + barHeight - 4
      parts.push(
        textAt(labelWidth - 8, middle, escape(bar.title), 'label'),
        `<rect x="${labelWidth}" y="${y}" width="${length.toFixed(1)}" height="${barHeight}" class="${bar.isOwn ? 'own' : 'other'}"/>`,
        textAt(labelWidth + length + 6, middle, `${bar.value.toFixed(1)} ×`, 'value'),
      )
      y += barHeight + gap
    }
    y += groupGap - gap
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" role="img" aria-label="${escape(title)}">
<style>
text { font: 12px system-ui, sans-serif; fill: #767676 }
.title { font-size: 15px; font-weight: 600 }
.group { font-weight: 600 }
.label { text-anchor: end }
.own { fill: #0b7d8c }
.other { fill: #a9b4b8 }
</style>
${textAt(0, 18, escape(title), 'title')}
${parts.join('\n')}
</svg>
`
}

function textAt(x: number, y: number, text: string, name: string): string {
  return `<text x="${x.toFixed(1)}" y="${y}" class="${name}">${text}</text>`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
