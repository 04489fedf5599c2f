// The pinned Python wheels that carry libtensorflow and CUDA's libraries, for each platform that has them.
import { TENSORFLOW_VERSION } from './versions.mjs';

/**
 * @typedef {object} Wheel
 * @property {string} requirement what pip is asked for
 * @property {string[]} platformTags pip's names of the platforms whose wheels fit
 * @property {string} sha256 of the wheel file
 * @property {number} bytes size of the wheel file
 * @property {string[]} members which members to unpack: globs over paths inside the wheel
 */

/** The few headers that the binding includes, directly or through others. */
const HEADERS = [
  'tensorflow/include/tensorflow/c/*.h',
  'tensorflow/include/tensorflow/core/platform/ctstring*.h',
  'tensorflow/include/tsl/platform/ctstring*.h',
  'tensorflow/include/xla/tsl/c/*.h',
];
const LINUX_MEMBERS = [
  'tensorflow/libtensorflow_cc.so.2',
  'tensorflow/libtensorflow_framework.so.2',
  ...HEADERS,
];
const MACOS_MEMBERS = [
  'tensorflow/libtensorflow_cc.2.dylib',
  'tensorflow/libtensorflow_framework.2.dylib',
  ...HEADERS,
];

const MANYLINUX_X64 = [
  'manylinux_2_27_x86_64',
  'manylinux_2_25_x86_64',
  'manylinux_2_17_x86_64',
  'manylinux2014_x86_64',
  'manylinux2010_x86_64',
];

/** @returns {Wheel} */
function tensorflow(packageName, platformTag, members, bytes, sha256) {
  const requirement = `${packageName}==${TENSORFLOW_VERSION}`;
  return { requirement, platformTags: [platformTag], members, bytes, sha256 };
}

/** @returns {Wheel} */
function cuda(requirement, members, bytes, sha256) {
  return { requirement, platformTags: MANYLINUX_X64, members, bytes, sha256 };
}

/** CUDA 12 as TensorFlow's extra `and-cuda` asks for it. */
const CUDA_WHEELS = [
  cuda(
    'nvidia-cublas-cu12==12.9.3.13',
    ['nvidia/cublas/lib/libcublas*'],
    581_217_458,
    'd7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72',
  ),
  cuda(
    'nvidia-cuda-cupti-cu12==12.9.79',
    ['nvidia/cuda_cupti/lib/libcupti*'],
    10_814_997,
    '096bcf334f13e1984ba36685ad4c1d6347db214de03dbb6eebb237b41d9d934f',
  ),
  cuda(
    'nvidia-cuda-nvcc-cu12==12.9.86',
    ['nvidia/cuda_nvcc/bin/ptxas', 'nvidia/cuda_nvcc/nvvm/libdevice/*'],
    40_546_229,
    '5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0',
  ),
  cuda(
    'nvidia-cuda-nvrtc-cu12==12.9.86',
    ['nvidia/cuda_nvrtc/lib/libnvrtc.so*', 'nvidia/cuda_nvrtc/lib/libnvrtc-builtins.so*'],
    89_568_129,
    '210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4',
  ),
  cuda(
    'nvidia-cuda-runtime-cu12==12.9.79',
    ['nvidia/cuda_runtime/lib/libcudart.so*'],
    3_493_179,
    '25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3',
  ),
  cuda(
    'nvidia-cudnn-cu12==9.28.0.42',
    ['nvidia/cudnn/lib/libcudnn*'],
    716_538_495,
    '9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375',
  ),
  cuda(
    'nvidia-cufft-cu12==11.4.1.4',
    ['nvidia/cufft/lib/libcufft.so*'],
    200_877_592,
    'c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28',
  ),
  cuda(
    'nvidia-curand-cu12==10.3.10.19',
    ['nvidia/curand/lib/libcurand.so*'],
    68_295_626,
    '49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e',
  ),
  cuda(
    'nvidia-cusolver-cu12==11.7.5.82',
    ['nvidia/cusolver/lib/libcusolver.so*'],
    338_117_415,
    '15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88',
  ),
  cuda(
    'nvidia-cusparse-cu12==12.5.10.65',
    ['nvidia/cusparse/lib/libcusparse.so*'],
    366_465_088,
    '73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78',
  ),
  cuda(
    'nvidia-nccl-cu12==2.32.3',
    ['nvidia/nccl/lib/libnccl.so*'],
    351_526_311,
    'bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c',
  ),
  cuda(
    'nvidia-nvjitlink-cu12==12.9.86',
    ['nvidia/nvjitlink/lib/libnvJitLink.so*'],
    39_748_338,
    'e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9',
  ),
];

/** Wheels and unpacked size for each `variant-platform-arch`. */
const PLANS = {
  'cpu-linux-x64': {
    unpackedBytes: 853_000_000,
    wheels: [
      tensorflow(
        'tensorflow-cpu',
        'manylinux_2_27_x86_64',
        LINUX_MEMBERS,
        273_829_956,
        '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
      ),
    ],
  },
  'gpu-linux-x64': {
    unpackedBytes: 5_250_000_000,
    wheels: [
      tensorflow(
        'tensorflow',
        'manylinux_2_27_x86_64',
        LINUX_MEMBERS,
        572_440_367,
        '9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124',
      ),
      ...CUDA_WHEELS,
    ],
  },
  'cpu-linux-arm64': {
    unpackedBytes: 884_000_000,
    wheels: [
      tensorflow(
        'tensorflow',
        'manylinux_2_27_aarch64',
        LINUX_MEMBERS,
        281_828_020,
        '4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c',
      ),
    ],
  },
  'cpu-darwin-arm64': {
    unpackedBytes: 742_000_000,
    wheels: [
      tensorflow(
        'tensorflow',
        'macosx_12_0_arm64',
        MACOS_MEMBERS,
        223_405_849,
        '51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88',
      ),
    ],
  },
};

/**
 * @param {'cpu' | 'gpu'} variant
 * @returns {{wheels: Wheel[], unpackedBytes: number} | undefined} undefined where no wheel fits the platform
 */
export function planWheels(variant, platform = process.platform, arch = process.arch) {
  return PLANS[`${variant}-${platform}-${arch}`];
}
