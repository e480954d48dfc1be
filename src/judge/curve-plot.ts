import type { CurvePoint } from './evaluation.ts'

const WIDTH = 720
const HEIGHT = 360
const EDGE = { left: 56, right: 56, top: 40, bottom: 48 }
const SHARE_COLOUR = '#1d4e89'
const ERROR_COLOUR = '#b3261e'

/** The learning curve as an SVG: the share decided by machine on the left, its error against the promise on the right. */
export function curvePlot(points: readonly CurvePoint[], promised: number): string {
  const last = points.at(-1)?.seen ?? 1
  const worst = Math.max(promised * 2, ...points.map(({ automation }) => automation.wrong ?? 0))
  const x = (seen: number) => EDGE.left + (seen / last) * (WIDTH - EDGE.left - EDGE.right)
  const y = (share: number) => HEIGHT - EDGE.bottom - share * (HEIGHT - EDGE.top - EDGE.bottom)
  const line = (colour: string, values: readonly (readonly [number, number])[]) =>
    `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${values
      .map(([seen, share]) => `${round(x(seen))},${round(y(share))}`)
      .join(' ')}"/>`
  const text = (at: readonly [number, number], anchor: string, words: string, colour = '#333') =>
    `<text x="${round(at[0])}" y="${round(at[1])}" text-anchor="${anchor}" fill="${colour}">${words}</text>`
  const errors = points.flatMap(({ seen, automation: { wrong } }) =>
    wrong === null ? [] : [[seen, wrong / worst] as const],
  )
  const ticks = [0, 0.25, 0.5, 0.75, 1]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    '<title>What the judge decides by itself, and how often it errs</title>',
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    ...ticks.flatMap((tick) => [
      `<line x1="${EDGE.left}" x2="${WIDTH - EDGE.right}" y1="${round(y(tick))}" y2="${round(y(tick))}" stroke="#ddd"/>`,
      text([EDGE.left - 8, y(tick) + 4], 'end', `${tick * 100} %`, SHARE_COLOUR),
      text([WIDTH - EDGE.right + 8, y(tick) + 4], 'start', `${round(tick * worst * 100)} %`, ERROR_COLOUR),
      text([x(tick * last), HEIGHT - EDGE.bottom + 20], 'middle', `${Math.round(tick * last)}`),
    ]),
    `<line x1="${EDGE.left}" x2="${WIDTH - EDGE.right}" y1="${round(y(promised / worst))}" y2="${round(y(promised / worst))}" stroke="${ERROR_COLOUR}" stroke-dasharray="4 4"/>`,
    line(
      SHARE_COLOUR,
      points.map(({ seen, automation }) => [seen, automation.automated] as const),
    ),
    line(ERROR_COLOUR, errors),
    text([EDGE.left, 24], 'start', 'decided by machine', SHARE_COLOUR),
    text([WIDTH - EDGE.right, 24], 'end', 'wrong of these (dashed: promised)', ERROR_COLOUR),
    text([WIDTH / 2, HEIGHT - 10], 'middle', 'comments seen'),
    '</svg>',
    '',
  ].join('\n')
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
