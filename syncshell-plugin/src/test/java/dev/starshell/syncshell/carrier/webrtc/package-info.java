/// Tests of the WebRTC carrier.
@NullMarked
package dev.starshell.syncshell.carrier.webrtc;

import org.jspecify.annotations.NullMarked;
