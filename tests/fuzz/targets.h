#pragma once

#include <span>
#include <string_view>

/// What is fuzzed: a function a reader. Each takes any bytes, lets the reader make of them what it
/// can, checks what came out, and returns. An Error is an answer; everything else that is thrown, a
/// check that fails (std::abort) and whatever a sanitizer says is a finding.
namespace orl::fuzz {

struct Target {
    const char* name;
    void (*run)(std::string_view bytes);
};

std::span<const Target> targets();

}  // namespace orl::fuzz
