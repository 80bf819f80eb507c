package dev.raftd.api;

/// Something on a member that needs a person.
///
/// @param code   stable, in lower case
/// @param detail one sentence about this occurrence
/// @param next   the next safe step
public record Alarm(String code, String detail, String next) {}
