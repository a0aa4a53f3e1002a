#pragma once

#include <QString>

#include "core/lab/duals/limit_worth.h"

namespace orl {

class PriceHand;

/// What prices in a hand mean, in sentences.
struct PriceWords {
    QString state;         ///< what is right at these prices, and what is missing
    QString advice;        ///< which way to move, and what that does to the bound
    bool missing = false;  ///< something is
};
/// @pre the hand has a view
PriceWords wordsOf(const PriceHand& hand);

/// "One slot more on gpt-4o saves $0.00015".
QString sentenceOf(const SolveView& view, const LimitStep& step);
/// What there is to know about it before it is tried: the price on the other side of a kink, or why
/// there is none.
QString noteOf(const SolveView& view, const LimitStep& step);
/// What came out.
QString resultOf(const SolveView& view, const LimitCheck& check);

}  // namespace orl
