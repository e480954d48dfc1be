import { endianness } from 'node:os'
import { promisify } from 'node:util'
import { brotliCompressSync, brotliDecompress, constants } from 'node:zlib'
import { FEATURE_SET } from './features.ts'
import type { Designs, Model } from './fit.ts'
import type { Head } from './head.ts'
import { KINDS } from './heads.ts'
import { CHECKABLE, type KeptProof } from './proofs.ts'
import { BUCKETS } from './tokens.ts'

/** All that a site's judge remembers. */
export type JudgeState = {
  readonly model: Model | null
  readonly fittedOn: number
  readonly design: Designs
  readonly proofs: readonly KeptProof[]
}

const decompressed = promisify(brotliDecompress)

/** Grows only together with `FEATURE_SET`, by which the database tells models apart. */
const FORMAT = 9
const QUALITY = 4

type Header = {
  readonly format: number
  readonly featureSet: number
  readonly fittedOn: number
  readonly design: Designs
  readonly bias: number | null
  readonly familiar: number
  readonly bend: Model['bend'] | null
  readonly seed: Model['seed']
  /** Scale and bias of each head, in the order of `KINDS`, then those of phrases. */
  readonly heads: readonly (readonly [scale: number, bias: number])[]
  readonly proofs: readonly (readonly [
    id: string,
    p: number,
    isRejected: 0 | 1,
    weight: number,
    checkOf: string | null,
    isFamiliar: 0 | 1,
    isInThread: 0 | 1,
    withoutThread: number,
    told: number | null,
  ])[]
}

/** Serialises a state, always to the same bytes: about two thirds of a megabyte. */
export function toBytes({ model, fittedOn, design, proofs }: JudgeState): Uint8Array {
  const heads = model === null ? [] : [...KINDS.map((kind) => model.heads[kind]), model.phrase]
  const header: Header = {
    format: FORMAT,
    featureSet: FEATURE_SET,
    fittedOn,
    design,
    bias: model?.bias ?? null,
    familiar: model?.familiar ?? 1,
    bend: model?.bend ?? null,
    seed: model?.seed ?? null,
    heads: heads.map(({ scale, bias }) => [scale, bias]),
    proofs: proofs.map(
      ({ id, p, isRejected, weight, checkOf, isFamiliar, isInThread, withoutThread, told }) => [
        id,
        p,
        isRejected ? 1 : 0,
        weight,
        checkOf,
        isFamiliar ? 1 : 0,
        isInThread ? 1 : 0,
        withoutThread,
        told,
      ],
    ),
  }
  const words = Buffer.from(JSON.stringify(header))
  const size = Buffer.alloc(4)
  size.writeUInt32LE(words.length)
  const parts =
    model === null
      ? []
      : [
          littleEndian(model.weights),
          Buffer.from(model.met),
          ...heads.map(({ weights }) => Buffer.from(weights.buffer)),
        ]
  return brotliCompressSync(Buffer.concat([size, words, ...parts]), {
    params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY },
  })
}

/** Undefined for bytes of another format or feature set: such a state has to be learned again. */
export async function fromBytes(bytes: Uint8Array): Promise<JudgeState | undefined> {
  const all = await decompressed(bytes)
  const start = 4 + all.readUInt32LE(0)
  // `toBytes` wrote it, into a column that nothing else writes.
  const header = JSON.parse(all.toString('utf8', 4, start)) as Header
  if (header.format !== FORMAT || header.featureSet !== FEATURE_SET) return undefined
  const proofs = header.proofs.map(
    ([id, p, isRejected, weight, checkOf, isFamiliar, isInThread, withoutThread, told]): KeptProof => ({
      id,
      p,
      isRejected: isRejected === 1,
      weight,
      checkOf: CHECKABLE.find((verdict) => verdict === checkOf) ?? null,
      isFamiliar: isFamiliar === 1,
      isInThread: isInThread === 1,
      withoutThread,
      told,
    }),
  )
  const { fittedOn, design, bias, familiar, bend, seed } = header
  if (bias === null || bend === null) return { model: null, fittedOn, design, proofs }
  const weights = new Float32Array(BUCKETS)
  setLittleEndian(weights, all.subarray(start, start + BUCKETS * 4))
  const bytesAt = (place: number) => all.subarray(start + BUCKETS * place, start + BUCKETS * (place + 1))
  const head = (at: number): Head => {
    const [scale = 1, headBias = 0] = header.heads[at] ?? []
    return { weights: Int8Array.from(new Int8Array(bytesAt(5 + at))), scale, bias: headBias }
  }
  const heads = { spam: head(0), abuse: head(1) }
  return {
    model: { weights, bias, phrase: head(2), bend, met: Uint8Array.from(bytesAt(4)), familiar, seed, heads },
    fittedOn,
    design,
    proofs,
  }
}

/** The bytes of weights, on any machine the same. */
function littleEndian(weights: Float32Array): Buffer {
  const bytes = Buffer.from(weights.slice().buffer)
  return endianness() === 'LE' ? bytes : bytes.swap32()
}

function setLittleEndian(weights: Float32Array, bytes: Buffer): void {
  const own = Buffer.from(weights.buffer)
  own.set(bytes)
  if (endianness() !== 'LE') own.swap32()
}
