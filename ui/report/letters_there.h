#pragma once

#include <QStringList>

namespace orl {

/// Letters of the text that no font has, each once, as "U+0E01": they would be boxes.
QStringList missingLetters(const QString& text);

}  // namespace orl
