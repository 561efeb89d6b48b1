/** Records of which golang.org/x/sys/windows is known to have a struct of another size, by hand from both declarations. */

interface Difference {
  /** Everywhere where undefined. */
  readonly on?: readonly string[];
  readonly why: string;
}

const eightBytes = "64-bit members are aligned to 4 bytes by Go";

const differences: Readonly<Record<string, Difference>> = {
  BIND_OPTS: { why: "Go passes BIND_OPTS3, which is longer and says so" },
  CERT_CHAIN_CONTEXT: { why: "Go has no dwCreateFlags and ChainId, which only Windows writes" },
  CERT_CHAIN_PARA: { why: "Go's is an earlier version, and says so" },
  IMAGE_ARM64_RUNTIME_FUNCTION_ENTRY: { on: ["arm64"], why: "Go has the record of amd64 everywhere" },
  IP_ADAPTER_ADDRESSES_LH: { on: ["386"], why: eightBytes },
  IP_ADAPTER_INFO: { on: ["386"], why: "Go has times of 64 bits, Windows' documentation asks for _USE_32BIT_TIME_T" },
  MEMORY_BASIC_INFORMATION: { on: ["386"], why: "Go has PartitionId, which is of 64-bit Windows" },
  MIB_IF_ROW2: { on: ["386"], why: eightBytes },
  MIB_IPINTERFACE_ROW: { why: "Go has 32 bits for an offload where Windows has a byte" },
  MIB_UNICASTIPADDRESS_ROW: { on: ["386"], why: eightBytes },
  WIN32_FIND_DATAW: { why: "Go's is shorter, and its wrapper copies from one that is not" },
  sockaddr: { why: "stands for the addresses of all families" },
};

/** Whether Go's struct is known to have another size than the record of the name. */
export function differsInGo(record: string, goarch: string): boolean {
  const one = differences[record.replace(/^struct /, "")];
  return one !== undefined && (one.on === undefined || one.on.includes(goarch));
}
