// Renderer of many points on WebGL2: places, colours and sizes lie in the graphics memory, and panning or zooming
// changes four numbers. Where there is no such context, or it is lost, the caller draws on Canvas 2D instead.

import type { ScatterScene } from './coordinator.ts';

const VERTEX = `#version 300 es
in vec2 place;
in vec4 tint;
in float radius;
in float kind;
uniform vec4 window;
uniform float ratio;
out vec4 color;
flat out int shape;
void main() {
  gl_Position = vec4((place - window.xy) / window.zw * 2.0 - 1.0, 0.0, 1.0);
  gl_PointSize = radius * 2.0 * ratio;
  color = tint;
  shape = int(kind);
}`;

const FRAGMENT = `#version 300 es
precision mediump float;
in vec4 color;
flat in int shape;
out vec4 pixel;
void main() {
  vec2 at = gl_PointCoord * 2.0 - 1.0;
  float off = shape == 1 ? max(abs(at.x), abs(at.y)) * 1.15
    : shape == 2 ? max(-at.y * 0.9, abs(at.x) * 1.1 + at.y * -0.55 + 0.35)
    : shape == 3 ? abs(at.x) + abs(at.y)
    : shape == 4 ? 0.55 + min(abs(at.x - at.y), abs(at.x + at.y))
    : shape == 5 ? 0.6 + abs(length(at) - 0.7) * 1.6
    : length(at);
  if (off > 1.0) discard;
  pixel = vec4(color.rgb * color.a, color.a);
}`;

/** What the graphics memory holds of each point. */
export interface CloudPoints {
  /** Pairs from 0 to 1 over the extents, so that single precision is enough to zoom a thousandfold. */
  readonly places: Float32Array;
  /** Red, green, blue, opacity from 0 to 255. */
  readonly tints: Uint8Array;
  readonly radii: Float32Array;
  readonly kinds: Uint8Array;
}

export class PointCloud {
  readonly #gl: WebGL2RenderingContext;
  readonly #program: WebGLProgram;
  readonly #buffers: readonly WebGLBuffer[];
  #count = 0;

  private constructor(gl: WebGL2RenderingContext, program: WebGLProgram) {
    this.#gl = gl;
    this.#program = program;
    this.#buffers = [0, 1, 2, 3].map(() => gl.createBuffer());
  }

  /** Undefined without WebGL2; without `evenInSoftware`, also where it would be drawn by the processor. */
  static create(canvas: HTMLCanvasElement, evenInSoftware: boolean): PointCloud | undefined {
    const gl = canvas.getContext('webgl2', {
      antialias: false,
      depth: false,
      preserveDrawingBuffer: true,
      failIfMajorPerformanceCaveat: !evenInSoftware,
    });
    if (gl === null || (!evenInSoftware && isSoftware(gl))) return undefined;
    const program = gl.createProgram();
    for (const [kind, source] of [
      [gl.VERTEX_SHADER, VERTEX],
      [gl.FRAGMENT_SHADER, FRAGMENT],
    ] as const) {
      const shader = gl.createShader(kind);
      if (shader === null) return undefined;
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    if (gl.getProgramParameter(program, gl.LINK_STATUS) !== true) return undefined;
    return new PointCloud(gl, program);
  }

  setPoints(points: CloudPoints): void {
    const gl = this.#gl;
    this.#count = points.kinds.length;
    const parts = [
      { name: 'place', data: points.places, size: 2, type: gl.FLOAT, normalized: false },
      { name: 'tint', data: points.tints, size: 4, type: gl.UNSIGNED_BYTE, normalized: true },
      { name: 'radius', data: points.radii, size: 1, type: gl.FLOAT, normalized: false },
      { name: 'kind', data: points.kinds, size: 1, type: gl.UNSIGNED_BYTE, normalized: false },
    ];
    parts.forEach(({ name, data, size, type, normalized }, index) => {
      const place = gl.getAttribLocation(this.#program, name);
      gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffers[index]!);
      gl.bufferData(gl.ARRAY_BUFFER, data, gl.STATIC_DRAW);
      gl.enableVertexAttribArray(place);
      gl.vertexAttribPointer(place, size, type, normalized, 0, 0);
    });
  }

  /** Draws the part of the points that the window (x, y, width, height in places) holds. */
  draw(window: readonly [number, number, number, number], ratio: number): void {
    const gl = this.#gl;
    gl.viewport(0, 0, gl.canvas.width, gl.canvas.height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.useProgram(this.#program);
    gl.uniform4f(gl.getUniformLocation(this.#program, 'window'), ...window);
    gl.uniform1f(gl.getUniformLocation(this.#program, 'ratio'), ratio);
    gl.drawArrays(gl.POINTS, 0, this.#count);
  }

  close(): void {
    for (const buffer of this.#buffers) this.#gl.deleteBuffer(buffer);
    this.#gl.deleteProgram(this.#program);
  }
}

/** True where the processor does the work of a graphics card, as the driver names itself. */
function isSoftware(gl: WebGL2RenderingContext): boolean {
  const information = gl.getExtension('WEBGL_debug_renderer_info');
  const name: unknown = gl.getParameter(information?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER);
  return /swiftshader|llvmpipe|software|basic render/iu.test(String(name));
}

/** True where WebGL2 draws on a graphics processor. */
export function hasFastGraphics(): boolean {
  const gl = document.createElement('canvas').getContext('webgl2', { failIfMajorPerformanceCaveat: true });
  const fast = gl !== null && !isSoftware(gl);
  gl?.getExtension('WEBGL_lose_context')?.loseContext();
  return fast;
}

/** The scene's window in places of the first scene that was uploaded. */
export function windowWithin(
  scene: ScatterScene,
  uploaded: ScatterScene,
): readonly [number, number, number, number] {
  const along = (
    now: ScatterScene['xAxis'],
    then: ScatterScene['xAxis'],
  ): readonly [from: number, length: number] => {
    const [start, end] = then.range;
    const place = (value: number): number => (then.scale(value) - start) / (end - start);
    const from = place(now.domain[0]);
    return [from, place(now.domain[1]) - from];
  };
  const [x, width] = along(scene.xAxis, uploaded.xAxis);
  const [y, height] = along(scene.yAxis, uploaded.yAxis);
  return [x, y, width, height];
}
