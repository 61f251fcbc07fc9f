package dev.starshell.syncshell.control;

/// One channel of a link.
///
/// @param kind `control` or `data`
public record ChannelView(
    String member, int channel, int association, String kind, long bytesSent, long bytesReceived) {}
