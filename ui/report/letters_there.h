#pragma once

#include <QStringList>

/// Whether this machine has what a report is written with.
namespace orl {

/// @throws Error where there is no font at all: pages would be empty
void requireLetters();
/// Letters of the text that no font has, each once, as "U+0E01": they would be boxes.
QStringList missingLetters(const QString& text);

}  // namespace orl
