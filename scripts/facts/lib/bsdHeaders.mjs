/**
 * Which headers of macOS and the BSDs are read for the requests of ioctl: there the C library's records are the
 * kernel's own. Runs no compiler.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { listEnvironments } from "./cEnvironments.mjs";

/** In an order in which every header finds what it needs; each system has some of them. */
const HEADERS = [
  "sys/types sys/param sys/time sys/socket sys/ioctl sys/ttycom sys/filio sys/sockio termios net/if net/if_dl net/if_arp net/if_var",
  "net/bpf net/route netinet/in netinet/in_var netinet6/in6_var sys/disk sys/dkio sys/disklabel sys/mtio net/if_tun net/if_tap",
  "net/if_vlan_var sys/gpio sys/event sys/kern_control dev/usb/usb dev/usb/usb_ioctl dev/hid/hidraw dev/iicbus/iic dev/evdev/input",
  "dev/spi/spi_io dev/i2c/i2c_io net/if_wg",
].flatMap((names) => names.split(" ").map((name) => `${name}.h`));

/** Shows the parts of a request instead of its number (sys/ioccom.h, the same on all of these systems). */
export const SHOW_BSD_PARTS = `
#undef _IOC
#undef IOC_VOID
#undef IOC_OUT
#undef IOC_IN
#undef IOC_INOUT
#define _IOC(direction, type, number, size) @IOC direction @ type @ number @ size @END
#define IOC_VOID NONE
#define IOC_OUT READ
#define IOC_IN WRITE
#define IOC_INOUT READ|WRITE
`;

/** The ports: `{ id, system, compiler, unit }`, `unit` being C text that includes every header there is. */
export function listBsds() {
  return listEnvironments()
    .filter(({ family, variant, id }) => /^(?:darwin|freebsd|netbsd|openbsd)$/.test(family) && variant === "" && !id.startsWith("ios"))
    .map(({ id, family, compiler, folders }) => {
      const here = HEADERS.filter((header) => folders.some((folder) => existsSync(join(folder, header))));
      return { id, system: family, compiler, unit: here.map((header) => `#include <${header}>\n`).join("") };
    });
}
