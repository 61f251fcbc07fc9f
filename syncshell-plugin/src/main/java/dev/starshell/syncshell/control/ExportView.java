package dev.starshell.syncshell.control;

/// A file of receipts that was written.
///
/// @param receipts in it
/// @param leftOut older ones that did not fit
public record ExportView(String file, int receipts, int leftOut) {}
