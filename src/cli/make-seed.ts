#!/usr/bin/env node
import { readFileSync, writeFileSync } from 'node:fs'
import { brotliCompressSync, constants } from 'node:zlib'
import { type Vector, vectorOf } from '../judge/features.ts'
import { type Linear, logistic, type TrainingSet, trainingSet } from '../judge/learners.ts'
import { filterFor, noteRead } from '../judge/seed/read.ts'
import { SEED_FILE } from '../judge/seed/seed.ts'
import { foldText } from '../text/fold.ts'

/*
 * Makes the seed model from a folder of labelled comments: `node src/cli/make-seed.ts FOLDER`. The same comments
 * give the same bytes. Sources whose licences allow it, each named with its licence:
 */
const SOURCES = {
  spam: [
    'tubespam', // T.C. Alberto, J.V. Lochter, T.A. Almeida: YouTube Spam Collection. CC BY 4.0
    'tgspam', // umputun/tg-spam. MIT
  ],
  abuse: [
    'jigsaw_en', // Jigsaw, Toxic Comment Classification. Labels CC0, text CC BY-SA 3.0 (Wikipedia)
    'jigsaw_es', // Jigsaw, Multilingual Toxic Comment Classification. The same
    'jigsaw_fr', // The same
    'ro_offense', // A. Paraschiv et al., RO-Offense, readerbench. Apache-2.0
    'ko_news', // J. Moon, W.I. Cho, J. Lee: BEEP!. CC BY-SA 4.0
    'ar_news', // S.A. Chowdhury et al., LREC 2020. Apache-2.0
    'civil_hard', // D. Borkan et al., Civil Comments. CC0
    'fox', // L. Gao, R. Huang, RANLP 2017. MIT
  ],
} as const

/** How many weights are kept of each head: those that move the comments they were learned from most. */
const KEPT = 45_000

function main(folder: string): void {
  const learned = (files: readonly string[]) =>
    files.flatMap((file) => read(folder, file)).map(({ text, label }) => ({ vector: vectorFor(text), label }))
  const [spam, abuse] = [learned(SOURCES.spam), learned(SOURCES.abuse)]
  const known = filterFor(spam.length + abuse.length)
  for (const { vector } of [...spam, ...abuse]) noteRead(known, vector)
  const bytes = brotliCompressSync(Buffer.concat([headOf(spam), headOf(abuse), known]), {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11 },
  })
  writeFileSync(SEED_FILE, bytes)
  process.stdout.write(`${bytes.length} bytes\n`)
}

type Row = { readonly text: string; readonly label: 0 | 1 }

function read(folder: string, file: string): Row[] {
  return readFileSync(`${folder}/${file}.jsonl`, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row)
}

const NOTHING_KNOWN = {
  author: { approved: 0, rejected: 0 },
  thread: { approved: 0, rejected: 0 },
  repeats: { exact: 0, near: 0, rejected: 0 },
}

function vectorFor(text: string): Vector {
  return vectorOf({ text, folded: foldText(text), signals: [], history: NOTHING_KNOWN, isReply: false })
}

type Learned = { readonly vector: Vector; readonly label: 0 | 1 }

function headOf(rows: readonly Learned[]): Buffer {
  const set = trainingSet(
    rows.map(({ vector }) => vector),
    {
      isRejected: Uint8Array.from(rows, ({ label }) => label),
      fold: new Uint8Array(rows.length),
      weight: new Float32Array(rows.length).fill(1),
    },
  )
  return encode(set, logistic(set, -1))
}

function encode({ places, buckets }: TrainingSet, { weights, bias }: Linear): Buffer {
  const met = new Uint32Array(buckets.length)
  for (const at of places) for (const place of at) met[place]! += 1
  const pull = (place: number) => Math.abs(weights[place]!) * Math.sqrt(met[place]!)
  const kept = [...buckets.keys()]
    .filter((place) => weights[place] !== 0)
    .sort((a, b) => pull(b) - pull(a) || a - b)
    .slice(0, KEPT)
    .sort((a, b) => buckets[a]! - buckets[b]!)
  const scale = kept.reduce((most, place) => Math.max(most, Math.abs(weights[place]!)), 0) / 127
  const head = Buffer.alloc(12)
  head.writeFloatLE(bias, 0)
  head.writeFloatLE(scale, 4)
  head.writeUInt32LE(kept.length, 8)
  const steps = kept.flatMap((place, i) => {
    const step = buckets[place]! - (i === 0 ? 0 : buckets[kept[i - 1]!]!)
    return [...new Array<number>(Math.floor(step / 255)).fill(255), step % 255]
  })
  const values = Int8Array.from(kept, (place) => Math.round(weights[place]! / scale))
  return Buffer.concat([head, Buffer.from(steps), Buffer.from(values.buffer)])
}

const [folder] = process.argv.slice(2)
if (folder === undefined) {
  process.stderr.write('Name the folder of labelled comments.\n')
  process.exitCode = 1
} else main(folder)
