package dev.starshell.syncshell.carrier.webrtc;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;

import dev.onvoid.webrtc.RTCDataChannelObserver;
import dev.onvoid.webrtc.internal.NativeLoader;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.Set;

/// Two tiny classes that live beside the WebRTC library's own classes, in their class loader. They
/// are made here rather than compiled, since a class must not be in that loader and in ours.
///
/// - A loader: the JVM binds a native library to the class loader of the class that loads it. The
///   WebRTC classes stay when this plugin is unloaded, so the load must be theirs.
/// - A relay observer: the library never gives back its global reference to a data channel's
///   observer (its `unregisterObserver` forgets it). Were the observer a class of ours, our loader
///   could never go. The relay observer passes calls on until it is detached, then knows nobody.
final class ResidentCode {
  private static final String PACKAGE = "dev.onvoid.webrtc.internal";
  private static final ClassDesc LOADER = ClassDesc.of(PACKAGE, "ResidentLoad");
  private static final ClassDesc RELAY = ClassDesc.of(PACKAGE, "ResidentObserver");
  private static final ClassDesc OBSERVER =
      ClassDesc.of("dev.onvoid.webrtc.RTCDataChannelObserver");
  private static final ClassDesc BUFFER = ClassDesc.of("dev.onvoid.webrtc.RTCDataChannelBuffer");
  private static final String DELEGATE = "delegate";

  private final Lookup library;
  private final MethodHandle load;
  private final MethodHandle newRelay;
  private final VarHandle delegate;
  private final Set<Object> loadedNames;

  private ResidentCode(
      Lookup library,
      MethodHandle load,
      MethodHandle newRelay,
      VarHandle delegate,
      Set<Object> loadedNames) {
    this.library = library;
    this.load = load;
    this.newRelay = newRelay;
    this.delegate = delegate;
    this.loadedNames = loadedNames;
  }

  /// Finds the classes or makes them.
  ///
  /// @throws ReflectiveOperationException if the WebRTC library is not of the version that this was
  ///   written for
  @SuppressWarnings({"unchecked", "LockOnNonEnclosingClassLiteral"})
  static ResidentCode attach() throws ReflectiveOperationException {
    Lookup library = MethodHandles.privateLookupIn(NativeLoader.class, MethodHandles.lookup());
    // The one monitor that all loads of this plugin share: its class outlives theirs.
    synchronized (NativeLoader.class) {
      Class<?> loader = defined(library, LOADER, ResidentCode::loaderClass);
      Class<?> relay = defined(library, RELAY, ResidentCode::relayClass);
      return new ResidentCode(
          library,
          library.findStatic(loader, "load", MethodType.methodType(void.class, String.class)),
          library
              .findConstructor(relay, MethodType.methodType(void.class))
              .asType(MethodType.methodType(RTCDataChannelObserver.class)),
          library.findVarHandle(relay, DELEGATE, RTCDataChannelObserver.class),
          (Set<Object>)
              library.findStaticVarHandle(NativeLoader.class, "LOADED_LIB_SET", Set.class).get());
    }
  }

  /// Whether the WebRTC library's own loader takes its library for loaded.
  boolean isLoaded() {
    return loadedNames.contains("webrtc-java");
  }

  /// Keeps the WebRTC library's own loader from extracting and loading once more.
  void markLoaded() {
    loadedNames.add("webrtc-java");
  }

  /// Loads a shared object in the name of the WebRTC library's class loader.
  ///
  /// @throws UnsatisfiedLinkError if it cannot be loaded
  void load(String absolutePath) {
    try {
      load.invokeExact(absolutePath);
    } catch (Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("loading failed in an unknown way", e);
    }
  }

  /// An observer that passes calls on to `target` until [#detach].
  RTCDataChannelObserver relayTo(RTCDataChannelObserver target) {
    try {
      RTCDataChannelObserver relay = (RTCDataChannelObserver) newRelay.invokeExact();
      delegate.setVolatile(relay, target);
      return relay;
    } catch (Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("the relay observer cannot be made", e);
    }
  }

  /// Makes a relay observer forget its target.
  void detach(RTCDataChannelObserver relay) {
    delegate.setVolatile(relay, null);
  }

  /// The class loader of the WebRTC library.
  ClassLoader loader() {
    return library.lookupClass().getClassLoader();
  }

  private interface ClassMaker {
    byte[] make();
  }

  private static Class<?> defined(Lookup library, ClassDesc name, ClassMaker maker)
      throws ReflectiveOperationException {
    try {
      return library.findClass(PACKAGE + "." + name.displayName());
    } catch (ClassNotFoundException _) {
      return library.defineClass(maker.make());
    }
  }

  private static byte[] loaderClass() {
    MethodTypeDesc oneName = MethodTypeDesc.of(CD_void, CD_String);
    return ClassFile.of()
        .build(
            LOADER,
            made ->
                made.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER)
                    .withMethodBody(
                        "load",
                        oneName,
                        ClassFile.ACC_STATIC,
                        code ->
                            code.aload(0)
                                .invokestatic(ClassDesc.of("java.lang.System"), "load", oneName)
                                .return_()));
  }

  private static byte[] relayClass() {
    MethodTypeDesc nothing = MethodTypeDesc.of(CD_void);
    return ClassFile.of()
        .build(
            RELAY,
            made ->
                made.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER)
                    .withInterfaceSymbols(OBSERVER)
                    .withField(DELEGATE, OBSERVER, ClassFile.ACC_VOLATILE)
                    .withMethodBody(
                        INIT_NAME,
                        nothing,
                        0,
                        code ->
                            code.aload(0).invokespecial(CD_Object, INIT_NAME, nothing).return_())
                    .withMethodBody(
                        "onBufferedAmountChange",
                        MethodTypeDesc.of(CD_void, CD_long),
                        ClassFile.ACC_PUBLIC,
                        CodeBuilder::return_)
                    .withMethodBody(
                        "onStateChange",
                        nothing,
                        ClassFile.ACC_PUBLIC,
                        code -> passOn(code, "onStateChange", nothing))
                    .withMethodBody(
                        "onMessage",
                        MethodTypeDesc.of(CD_void, BUFFER),
                        ClassFile.ACC_PUBLIC,
                        code -> passOn(code, "onMessage", MethodTypeDesc.of(CD_void, BUFFER))));
  }

  private static void passOn(CodeBuilder code, String method, MethodTypeDesc type) {
    int local = code.allocateLocal(java.lang.classfile.TypeKind.REFERENCE);
    Label nobody = code.newLabel();
    code.aload(0).getfield(RELAY, DELEGATE, OBSERVER).astore(local);
    code.aload(local).ifnull(nobody).aload(local);
    if (type.parameterCount() == 1) {
      code.aload(1);
    }
    code.invokeinterface(OBSERVER, method, type).labelBinding(nobody).return_();
  }
}
