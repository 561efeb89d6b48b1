/**
 * What is compared: the headers of each Debian package, as a preamble would include them. `pkgConfig` names the
 * modules whose flags a user would give.
 */

export interface HeaderPackage {
  readonly name: string;
  readonly includes: readonly string[];
  readonly pkgConfig: readonly string[];
  /** What the headers ask their user to define. */
  readonly defines?: readonly string[];
}

function list(folder: string, names: string): string[] {
  return names.split(/\s+/).map((name) => `${folder}${name}.h`);
}

export const packages: readonly HeaderPackage[] = [
  { name: "zlib1g-dev", includes: ["zlib.h"], pkgConfig: ["zlib"] },
  { name: "libsqlite3-dev", includes: ["sqlite3.h", "sqlite3ext.h"], pkgConfig: ["sqlite3"] },
  { name: "libsdl2-dev", includes: ["SDL.h", "SDL_syswm.h", "SDL_vulkan.h", "SDL_opengl.h"], pkgConfig: ["sdl2"] },
  { name: "libusb-1.0-0-dev", includes: ["libusb.h"], pkgConfig: ["libusb-1.0"] },
  {
    name: "libpcap-dev",
    includes: [
      "pcap.h",
      "pcap-bpf.h",
      "pcap-namedb.h",
      ...list("pcap/", "bluetooth can_socketcan compiler-tests dlt funcattrs ipnet nflog pcap pcap-inttypes sll socket usb vlan"),
    ],
    pkgConfig: ["libpcap"],
  },
  {
    name: "libssl-dev",
    includes: list(
      "openssl/",
      `aes asn1 asn1err asn1t async asyncerr bio bioerr blowfish bn bnerr buffer buffererr camellia cast cmac cmp
       cmp_util cmperr cms cmserr comp comperr conf conf_api conferr configuration conftypes core core_dispatch
       core_names core_object crmf crmferr crypto cryptoerr cryptoerr_legacy ct cterr decoder decodererr des dh dherr
       dsa dsaerr dtls1 e_os2 ebcdic ec ecdh ecdsa ecerr encoder encodererr engine engineerr err ess esserr evp
       evperr fips_names fipskey hmac http httperr idea kdf kdferr lhash macros md2 md4 md5 mdc2 modes obj_mac
       objects objectserr ocsp ocsperr opensslconf opensslv ossl_typ param_build params pem pem2 pemerr pkcs12
       pkcs12err pkcs7 pkcs7err prov_ssl proverr provider rand randerr rc2 rc4 rc5 ripemd rsa rsaerr safestack seed
       self_test sha srp srtp ssl ssl2 ssl3 sslerr sslerr_legacy stack store storeerr symhacks tls1 trace ts tserr
       txt_db types ui uierr whrlpool x509 x509_vfy x509err x509v3 x509v3err`,
    ),
    pkgConfig: ["openssl"],
  },
  { name: "libcurl4-openssl-dev", includes: ["curl/curl.h"], pkgConfig: ["libcurl"] },
  { name: "libgtk-3-dev", includes: ["gtk/gtk.h", "gtk/gtkx.h", "gdk/gdkx.h"], pkgConfig: ["gtk+-3.0"] },
  {
    name: "libglib2.0-dev",
    includes: [
      "glib.h",
      "glib-object.h",
      "glib-unix.h",
      "glib/gstdio.h",
      "gmodule.h",
      "gio/gio.h",
      ...list("gio/", "gunixfdmessage gunixinputstream gunixmounts gunixoutputstream gdesktopappinfo gnetworking gsettingsbackend"),
    ],
    pkgConfig: ["glib-2.0", "gobject-2.0", "gmodule-2.0", "gio-2.0", "gio-unix-2.0"],
    defines: ["G_SETTINGS_ENABLE_BACKEND"],
  },
  { name: "libavformat-dev", includes: list("libavformat/", "avformat avio version"), pkgConfig: ["libavformat"] },
  {
    name: "libavcodec-dev",
    includes: list("libavcodec/", "ac3_parser adts_parser avcodec avdct avfft bsf codec codec_par dirac dv_profile jni vorbis_parser"),
    pkgConfig: ["libavcodec"],
  },
  {
    name: "libavutil-dev",
    includes: list(
      "libavutil/",
      `adler32 aes aes_ctr attributes audio_fifo avassert avstring avutil base64 blowfish bprint
       bswap buffer camellia cast5 channel_layout common cpu crc csp des detection_bbox dict display dovi_meta downmix_info
       encryption_info error eval fifo file film_grain_params frame hash hdr_dynamic_metadata
       hdr_dynamic_vivid_metadata hmac hwcontext hwcontext_drm imgutils intfloat intreadwrite lfg log lzo macros
       mastering_display_metadata mathematics md5 mem motion_vector murmur3 opt parseutils pixdesc pixelutils pixfmt random_seed
       rational rc4 replaygain ripemd samplefmt sha sha512 spherical stereo3d tea threadmessage time timecode timestamp tree
       twofish tx uuid version video_enc_params xtea`,
    ),
    pkgConfig: ["libavutil"],
  },
  {
    name: "libgit2-dev",
    includes: [
      "git2.h",
      ...list("git2/sys/", "alloc commit commit_graph config credential diff email filter hashsig index mempack merge midx odb_backend"),
      ...list("git2/sys/", "openssl path refdb_backend reflog refs repository stream transport"),
    ],
    pkgConfig: ["libgit2"],
  },
  { name: "libasound2-dev", includes: ["alsa/asoundlib.h"], pkgConfig: ["alsa"] },
];

/** Headers that are compared on other targets too, and all files of their package that they need. */
export const portable: readonly { readonly name: string; readonly header: string; readonly files: readonly string[] }[] = [
  { name: "libsqlite3-dev", header: "sqlite3.h", files: ["sqlite3.h"] },
  { name: "zlib1g-dev", header: "zlib.h", files: ["zlib.h", "zconf.h"] },
  { name: "libusb-1.0-0-dev", header: "libusb.h", files: ["libusb.h"] },
];
