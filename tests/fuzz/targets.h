#pragma once

#include <cstdlib>
#include <string_view>

#include "core/support/error.h"
#include "core/support/unicode.h"

/// What is fuzzed: a function a reader. Each takes any bytes, lets the reader make of them what it
/// can, checks what came out, and returns. An Error is an answer; everything else that is thrown, a
/// check that fails (std::abort) and whatever a sanitizer says is a finding.
namespace orl::fuzz {

void csv(std::string_view bytes);
void json(std::string_view bytes);
void jsonText(std::string_view bytes);
void pythonLiteral(std::string_view bytes);
void number(std::string_view bytes);
void vector(std::string_view bytes);
void vectorFile(std::string_view bytes);
void wordVectors(std::string_view bytes);
/// A tokenizer.json, a line of four equals signs, and the table beside it.
void wordTable(std::string_view bytes);
void priceList(std::string_view bytes);
void choices(std::string_view bytes);
void ownRouter(std::string_view bytes);
void packed(std::string_view bytes);
void importFile(std::string_view bytes);
void serverAnswer(std::string_view bytes);
void scenario(std::string_view bytes);
void workspace(std::string_view bytes);
void predictor(std::string_view bytes);
void lesson(std::string_view bytes);

inline void require(bool good) {
    if (!good) std::abort();
}

template <typename Work>
void allowErrors(const Work& work) {
    try {
        work();
    } catch (const Error& error) {
        require(printableLines(error.what()) == error.what());
    }
}

}  // namespace orl::fuzz
