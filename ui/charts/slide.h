#pragma once

#include <QString>

namespace orl {

/// What a slide says of a chart beside the chart itself.
struct SlideWords {
    QString what;    ///< data set, size and constraints, in words
    QString source;  ///< program, version, date, prices
};

/// Whoever holds charts and knows what they are of. A chart asks the nearest of its parents.
class SlideSource {
  public:
    virtual SlideWords slideWords() const = 0;

  protected:
    SlideSource() = default;
    ~SlideSource() = default;
};

}  // namespace orl
