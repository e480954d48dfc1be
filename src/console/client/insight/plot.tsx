import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import { care } from '../care.ts'
import { useStore } from '../store.ts'
import type { Line, Steps } from './series.ts'

const HEIGHT = 210
const FEW = 30

/** Lines over time, drawn on a canvas in the page's colours; what they say stands in a table beside them. */
export function Plot({
  at,
  lines,
  steps,
  format,
}: {
  readonly at: readonly string[]
  readonly lines: readonly Line[]
  readonly steps: Steps | undefined
  format(value: number): string
}) {
  const place = useRef<HTMLDivElement>(null)
  const { theme, type } = useStore(care)
  useEffect(() => {
    const node = place.current
    if (node === null) return
    let plot: uPlot | undefined
    const draw = () => {
      plot?.destroy()
      plot = new uPlot(optionsFor(node, { lines, steps, format }), dataFor(at, lines), node)
    }
    draw()
    const watcher = new ResizeObserver(() => plot?.setSize({ width: node.clientWidth, height: HEIGHT }))
    watcher.observe(node)
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    scheme.addEventListener('change', draw)
    return () => {
      watcher.disconnect()
      scheme.removeEventListener('change', draw)
      plot?.destroy()
    }
  }, [at, lines, steps, format, theme, type])
  return <div ref={place} class="plot" aria-hidden="true" />
}

function optionsFor(
  node: HTMLElement,
  {
    lines,
    steps,
    format,
  }: {
    readonly lines: readonly Line[]
    readonly steps: Steps | undefined
    readonly format: (value: number) => string
  },
): uPlot.Options {
  const colour = colourReader(node)
  const axis = {
    stroke: colour('--ink-soft'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { stroke: colour('--line'), width: 1 },
    font: `12px ${getComputedStyle(node).fontFamily}`,
  }
  return {
    width: node.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, y: false },
    scales: { y: { range: (_, __, max) => [0, max > 0 ? max * 1.08 : 1] } },
    axes: [
      { ...axis, values: (_, moments) => namesOf(moments) },
      {
        ...axis,
        size: 62,
        values: (_, values) => values.map(format),
        ...(steps && { incrs: (_plot, _axis, _least, most) => [...steps(most)] }),
      },
    ],
    series: [
      {},
      ...lines.map(({ name, color, isDashed, values }) => ({
        label: name,
        stroke: colour(color),
        width: 2,
        // With few values, one may have no neighbour that a line could join it to.
        points: { show: values.filter((value) => value !== null).length <= FEW, size: 6 },
        spanGaps: true,
        ...(isDashed && { dash: [6, 5] }),
      })),
    ],
  }
}

function dataFor(at: readonly string[], lines: readonly Line[]): uPlot.AlignedData {
  return [at.map((moment) => Date.parse(moment) / 1000), ...lines.map(({ values }) => [...values])]
}

/** A canvas cannot use a variable of the style sheet: its present value is read from the page. */
function colourReader(node: HTMLElement): (variable: string) => string {
  const probe = document.createElement('i')
  return (variable) => {
    probe.style.color = `var(${variable})`
    node.append(probe)
    const { color } = getComputedStyle(probe)
    probe.remove()
    return color
  }
}

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })

/** Labels for moments on an axis, in seconds: days, or times with the day where a new one begins. */
function namesOf(moments: readonly number[]): string[] {
  return moments.map((seconds) => {
    const at = new Date(seconds * 1000)
    return at.getHours() === 0 && at.getMinutes() === 0 ? DAY.format(at) : TIME.format(at)
  })
}
