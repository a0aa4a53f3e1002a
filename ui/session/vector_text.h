#pragma once

#include <QString>

#include "core/lab/views.h"

namespace orl {

/// A source of vectors as it is shown: the file of words, or what the data call theirs.
QString vectorsTitle(const std::string& source);

/// What tells a fit that queries are alike, without a full stop, as "Words: glove.txt, 50
/// dimensions, 93 % of the words known"; empty where it goes by the texts alone.
QString vectorsText(const Prepared& prepared);

}  // namespace orl
