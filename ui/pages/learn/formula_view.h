#pragma once

#include <QSvgRenderer>
#include <QWidget>

#include "core/lab/lessons/solver.h"
#include "ui/style/tokens.h"

namespace orl {

/// The rule of the prices, typeset, with what its symbols are now: every query's reduced costs with
/// the least one framed, and the bound that follows. An SVG document.
/// @param most queries at most; the others are told by their number
QByteArray formulaSvg(const LessonState& state, const Theme& theme, std::size_t most = 3);

/// Shows a formula as large as there is room.
class FormulaView : public QWidget {
    Q_OBJECT
  public:
    explicit FormulaView(QWidget* parent = nullptr);

    void setState(const LessonState& state, const Theme& theme);
    const QByteArray& svg() const { return m_svg; }
    QSize sizeHint() const override { return {420, 480}; }
    QSize minimumSizeHint() const override { return {160, 160}; }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QByteArray m_svg;
    QSvgRenderer m_renderer;
};

}  // namespace orl
