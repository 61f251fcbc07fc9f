/// Edge: associations over WebRTC data channels. Only this package knows the WebRTC library; why it
/// is used so oddly is told in docs/decisions/0008-webrtc-library.md.
@NullMarked
package dev.starshell.syncshell.carrier.webrtc;

import org.jspecify.annotations.NullMarked;
