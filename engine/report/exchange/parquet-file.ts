// A Parquet file of flat columns: pages, row groups, and the footer that says where they are. The file's structures are
// written by hyparquet-writer; the columns here, since its own take a JavaScript value a cell.
// https://parquet.apache.org/docs/file-format/

import { closeSync, openSync, writeSync } from 'node:fs';
import type { SchemaElement } from 'hyparquet-writer';
import { ByteWriter } from 'hyparquet-writer/src/bytewriter.js';
import { writePageHeader } from 'hyparquet-writer/src/datapage.js';
import { writeMetadata } from 'hyparquet-writer/src/metadata.js';
import { snappyCompress } from 'hyparquet-writer/src/snappy.js';
import type { ColumnGroup } from './parquet-column.ts';
import { encodeHybrid } from './parquet-hybrid.ts';

type FileMetadata = Parameters<typeof writeMetadata>[1];
type RowGroup = FileMetadata['row_groups'][number];
type ColumnChunk = RowGroup['columns'][number];
type PageHeader = Parameters<typeof writePageHeader>[1];

/** "PAR1", at both ends of a file. */
const MAGIC = Uint8Array.of(0x50, 0x41, 0x52, 0x31);
/** Bytes by which it is seen whether a page shrinks. */
const TRIED_BYTES = 16_384;
/** A page that Snappy makes no smaller than this is left as it is. */
const WORTHWHILE = 0.9;

/** Writes row groups to a file as they come. Close it, also after an error. */
export class ParquetFile {
  readonly #file: number;
  readonly #schema: readonly SchemaElement[];
  readonly #rowGroups: RowGroup[] = [];
  #offset = 0;
  #rows = 0;

  /** Makes or empties the file. `schema` has one element a column. */
  constructor(path: string, schema: readonly SchemaElement[]) {
    this.#schema = schema;
    this.#file = openSync(path, 'w');
    this.#write(MAGIC);
  }

  #write(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length;) done += writeSync(this.#file, bytes, done);
    this.#offset += bytes.length;
  }

  /** Writes `rows` rows, given column by column. */
  rowGroup(rows: number, columns: Iterable<ColumnGroup>): void {
    const start = this.#offset;
    const chunks: ColumnChunk[] = [];
    let bytes = 0n;
    for (const column of columns) {
      const chunk = this.#column(this.#schema[chunks.length]!, column);
      bytes += chunk.meta_data!.total_uncompressed_size;
      chunks.push(chunk);
    }
    this.#rowGroups.push({
      columns: chunks,
      total_byte_size: bytes,
      num_rows: BigInt(rows),
      total_compressed_size: BigInt(this.#offset - start),
    });
    this.#rows += rows;
  }

  #column(schema: SchemaElement, { known, values }: ColumnGroup): ColumnChunk {
    const { encoding, data, dictionary, minimum, maximum } = values;
    const optional = schema.repetition_type === 'OPTIONAL';
    const nulls = optional ? countZeros(known) : 0;
    const packed = smaller(data);
    const codec = packed === undefined ? 'UNCOMPRESSED' : 'SNAPPY';
    const start = this.#offset;
    let size = 0;
    if (dictionary !== undefined) {
      const body = codec === 'SNAPPY' ? snappyCompress(dictionary.data) : dictionary.data;
      size += this.#page({
        type: 'DICTIONARY_PAGE',
        uncompressed_page_size: dictionary.data.length,
        compressed_page_size: body.length,
        dictionary_page_header: { num_values: dictionary.count, encoding: 'PLAIN' },
      });
      this.#write(body);
      size += dictionary.data.length;
    }
    const pageStart = this.#offset;
    const levels = optional ? encodeHybrid(known, 1) : new Uint8Array();
    const body = packed ?? data;
    size += this.#page({
      type: 'DATA_PAGE_V2',
      uncompressed_page_size: levels.length + data.length,
      compressed_page_size: levels.length + body.length,
      data_page_header_v2: {
        num_values: known.length,
        num_nulls: nulls,
        num_rows: known.length,
        encoding,
        definition_levels_byte_length: levels.length,
        repetition_levels_byte_length: 0,
        is_compressed: true,
      },
    });
    this.#write(levels);
    this.#write(body);
    size += levels.length + data.length;
    return {
      file_offset: BigInt(start),
      meta_data: {
        type: schema.type!,
        encodings: dictionary === undefined ? [encoding] : ['PLAIN', encoding],
        path_in_schema: [schema.name],
        codec,
        num_values: BigInt(known.length),
        total_uncompressed_size: BigInt(size),
        total_compressed_size: BigInt(this.#offset - start),
        data_page_offset: BigInt(pageStart),
        ...(dictionary === undefined ? {} : { dictionary_page_offset: BigInt(start) }),
        statistics: {
          null_count: BigInt(nulls),
          ...(minimum === undefined ? {} : { min_value: minimum }),
          ...(maximum === undefined ? {} : { max_value: maximum }),
        },
        encoding_stats: [
          ...(dictionary === undefined
            ? []
            : [{ page_type: 'DICTIONARY_PAGE' as const, encoding: 'PLAIN' as const, count: 1 }]),
          { page_type: 'DATA_PAGE_V2', encoding, count: 1 },
        ],
      },
    };
  }

  /** Writes the header of a page; returns its bytes. */
  #page(header: PageHeader): number {
    const writer = new ByteWriter();
    writePageHeader(writer, header);
    const bytes = writer.getBytes();
    this.#write(bytes);
    return bytes.length;
  }

  /** Writes the footer: with it the file is whole. */
  finish(createdBy: string, entries: Readonly<Record<string, string>>): void {
    const writer = new ByteWriter();
    writeMetadata(writer, {
      version: 2,
      created_by: createdBy,
      schema: [{ name: 'trials', num_children: this.#schema.length }, ...this.#schema],
      num_rows: BigInt(this.#rows),
      row_groups: this.#rowGroups,
      key_value_metadata: Object.entries(entries).map(([key, value]) => ({ key, value })),
      // Known only once it is written, and written by the library.
      metadata_length: 0,
    });
    this.#write(writer.getBytes());
    this.#write(MAGIC);
  }

  close(): void {
    closeSync(this.#file);
  }
}

function countZeros(values: Uint8Array): number {
  let count = 0;
  for (const value of values) if (value === 0) count++;
  return count;
}

/** The bytes compressed, where that is worth the reader's time; judged by the first of them. */
function smaller(data: Uint8Array): Uint8Array | undefined {
  if (data.length > 2 * TRIED_BYTES) {
    const tried = snappyCompress(data.subarray(0, TRIED_BYTES));
    if (tried.length > WORTHWHILE * TRIED_BYTES) return undefined;
  }
  const packed = snappyCompress(data);
  return packed.length > WORTHWHILE * data.length ? undefined : packed;
}
