// Values of parameters and metrics as people read them.

import { formatQuantity } from '../contract/quantity.ts';
import type { Parameter, ParameterValue } from '../contract/system.ts';

export function showParameter(value: ParameterValue | undefined, parameter: Parameter | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return formatQuantity(value, parameter?.unit, { digits: 4 });
  return String(value);
}

export function showMetric(value: number | undefined, unit: string | undefined): string {
  return value === undefined ? '' : formatQuantity(value, unit, { digits: 4 });
}
