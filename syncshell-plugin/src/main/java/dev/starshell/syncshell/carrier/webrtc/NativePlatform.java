package dev.starshell.syncshell.carrier.webrtc;

import java.util.Locale;

/// The platform's native library as a resource of the class path.
///
/// @param resource name of the resource beside the library's classes
/// @param suffix how the file's name ends
/// @param elfMachine `e_machine` of the platform's objects; 0 where objects are not ELF
record NativePlatform(String resource, String suffix, int elfMachine) {
  /// `EM_X86_64`. Source: System V ABI, AMD64 supplement.
  static final int ELF_X86_64 = 62;

  /// `EM_AARCH64`. Source: ELF for the Arm 64-bit Architecture.
  static final int ELF_AARCH64 = 183;

  /// The platform of this process.
  ///
  /// @throws NativeMissingException if there is no native library for it
  static NativePlatform ofThisProcess() throws NativeMissingException {
    return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
  }

  static NativePlatform of(String osName, String osArch) throws NativeMissingException {
    String os = osName.toLowerCase(Locale.ROOT);
    boolean arm = osArch.equals("aarch64");
    boolean intel = osArch.equals("amd64") || osArch.equals("x86_64");
    if (os.startsWith("linux") && (arm || intel)) {
      String arch = arm ? "aarch64" : "x86_64";
      return new NativePlatform(
          "libwebrtc-java-linux-" + arch + ".so", ".so", arm ? ELF_AARCH64 : ELF_X86_64);
    }
    if (os.startsWith("windows") && intel) {
      return new NativePlatform("webrtc-java-windows-x86_64.dll", ".dll", 0);
    }
    if (os.startsWith("mac os x") && (arm || intel)) {
      String arch = arm ? "aarch64" : "x86_64";
      return new NativePlatform("libwebrtc-java-macos-" + arch + ".dylib", ".dylib", 0);
    }
    throw new NativeMissingException(
        "WebRTC has no native library for os=\"%s\" arch=\"%s\"; use Linux or macOS on x86-64 or "
                .formatted(osName, osArch)
            + "arm64, or Windows on x86-64.",
        null);
  }

  /// Whether missing libraries can be replaced by stand-ins here.
  boolean takesStandIns() {
    return elfMachine != 0;
  }
}
