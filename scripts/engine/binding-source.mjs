// The C++ source of tfjs-node's binding, taught to pass lists of strings and of types as attributes of an operation:
// TensorFlow's fused convolution needs both, and tfjs' own operations use neither.
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageFolder } from '../process/repository.mjs';
import { EngineFailure } from './engine-failure.mjs';

const SOURCES = ['tfjs_backend.cc', 'tfjs_binding.cc'];

/** Goes in front of an attribute's own reading of one value; `read` turns `element` into `values[i]`. */
const listBranch = (type, read, set) => `
      if (IsArray(env, nstatus, &js_value)) {
        uint32_t length;
        nstatus = napi_get_array_length(env, js_value, &length);
        ENSURE_NAPI_OK(env, nstatus);
        std::vector<${type}> values(length);
        for (uint32_t i = 0; i < length; ++i) {
          napi_value element;
          nstatus = napi_get_element(env, js_value, i, &element);
          ENSURE_NAPI_OK(env, nstatus);
          ${read}
        }
        ${set}
        break;
      }
`;

const ADDITIONS = [
  {
    after: 'case TF_ATTR_STRING: {',
    text: listBranch(
      'std::string',
      `nstatus = GetStringParam(env, element, values[i]);
          ENSURE_NAPI_OK(env, nstatus);`,
      `std::vector<const void *> starts(length);
        std::vector<size_t> lengths(length);
        for (uint32_t i = 0; i < length; ++i) {
          starts[i] = values[i].data();
          lengths[i] = values[i].size();
        }
        TFE_OpSetAttrStringList(tfe_op, attr_name, starts.data(), lengths.data(), static_cast<int>(length));`,
    ),
  },
  {
    after: 'case TF_ATTR_TYPE: {',
    text: listBranch(
      'TF_DataType',
      `int32_t value;
          nstatus = napi_get_value_int32(env, element, &value);
          ENSURE_NAPI_OK(env, nstatus);
          values[i] = static_cast<TF_DataType>(value);`,
      'TFE_OpSetAttrTypeList(tfe_op, attr_name, values.data(), static_cast<int>(length));',
    ),
  },
];

/**
 * Writes the source with the additions.
 * @param {string} folder an empty one @returns {Promise<string[]>} the files to compile
 * @throws EngineFailure where the package's source is not the one that the additions were written for
 */
export async function writeBindingSource(folder) {
  await cp(join(packageFolder('@tensorflow/tfjs-node-gpu'), 'binding'), folder, { recursive: true });
  const backend = join(folder, SOURCES[0]);
  let text = await readFile(backend, 'utf8');
  for (const { after, text: added } of ADDITIONS) {
    const parts = text.split(after);
    if (parts.length !== 2)
      throw new EngineFailure(
        'compile',
        `The binding's source has "${after}" ${parts.length - 1} times; expected once.`,
        'npm ci restores the packages.',
      );
    text = parts.join(`${after}${added}`);
  }
  await writeFile(backend, text);
  return SOURCES.map((name) => join(folder, name));
}
