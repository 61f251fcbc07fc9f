package dev.starshell.syncshell.control;

/// One line of the audit trail.
///
/// @param time ISO 8601, UTC
public record AuditView(String time, String event, String member, String subject) {}
