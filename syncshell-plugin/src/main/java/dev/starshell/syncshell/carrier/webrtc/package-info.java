/// Edge: associations over WebRTC data channels. Only this package knows the WebRTC library; what
/// that library really does is in docs/decisions and was measured before this was written.
@NullMarked
package dev.starshell.syncshell.carrier.webrtc;

import org.jspecify.annotations.NullMarked;
