#include "ui/pages/learn/formula_view.h"

#include <QFontMetricsF>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "core/lab/lessons/lesson.h"
#include "ui/session/label_text.h"
#include "ui/style/palette.h"

namespace orl {

namespace {

constexpr double kWidth = 420.0;
constexpr double kMargin = 18.0;
constexpr double kRow = 28.0;
constexpr const char* kSerif = "DejaVu Serif";
constexpr const char* kSans = "DejaVu Sans";

/// One piece of a line: how it looks and where its baseline stands.
struct Run {
    QString text;
    double size = 20.0;
    double drop = 0.0;  ///< of the baseline: subscripts hang
    bool serif = true;
    bool italic = false;
    bool bold = false;
    QColor color;
};

/// Builds a document line by line. Runs are set one after another by their measured widths: not
/// every reader of SVG knows shifted baselines within a text.
class SvgPage {
  public:
    explicit SvgPage(const Theme& theme) : m_theme(theme) {}

    Run sign(const QString& text, double size = 20.0) const {
        return {text, size, 0.0, true, false, false, m_theme.text};
    }
    Run symbol(const QString& text, double size = 20.0) const {
        return {text, size, 0.0, true, true, false, m_theme.text};
    }
    Run below(const QString& text, double size = 20.0) const {
        return {text, size * 0.62, size * 0.24, true, true, false, m_theme.text};
    }
    Run word(const QString& text, double size, const QColor& color, bool bold = false) const {
        return {text, size, 0.0, false, false, bold, color};
    }

    double width(const std::vector<Run>& runs) const {
        double all = 0.0;
        for (const Run& run : runs) all += widthOf(run);
        return all;
    }
    void line(const std::vector<Run>& runs, double x) {
        for (const Run& run : runs) {
            m_body += QStringLiteral(
                          "<text xml:space=\"preserve\" x=\"%1\" y=\"%2\" font-family=\"%3\" "
                          "font-size=\"%4\""
                          "%5%6 fill=\"%7\">%8</text>\n")
                          .arg(x, 0, 'f', 1)
                          .arg(m_y + run.drop, 0, 'f', 1)
                          .arg(run.serif ? kSerif : kSans)
                          .arg(run.size, 0, 'f', 1)
                          .arg(run.italic ? " font-style=\"italic\"" : "",
                               run.bold ? " font-weight=\"bold\"" : "", run.color.name(),
                               run.text.toHtmlEscaped());
            x += widthOf(run);
        }
    }
    void rightLine(const std::vector<Run>& runs) { line(runs, kWidth - kMargin - width(runs)); }
    void rule() {
        m_body += QStringLiteral("<line x1=\"%1\" y1=\"%2\" x2=\"%3\" y2=\"%2\" stroke=\"%4\"/>\n")
                      .arg(kMargin)
                      .arg(m_y, 0, 'f', 1)
                      .arg(kWidth - kMargin)
                      .arg(m_theme.border.name());
    }
    void frame() {
        m_body += QStringLiteral(
                      "<rect x=\"%1\" y=\"%2\" width=\"%3\" height=\"%4\" rx=\"4\" "
                      "fill=\"%5\" stroke=\"%6\"/>\n")
                      .arg(kMargin - 8.0)
                      .arg(m_y - 20.0, 0, 'f', 1)
                      .arg(kWidth - 2.0 * kMargin + 16.0)
                      .arg(kRow)
                      .arg(m_theme.tint.name(), m_theme.accent.name());
    }
    void square(const QColor& color) {
        m_body += QStringLiteral(
                      "<rect x=\"%1\" y=\"%2\" width=\"10\" height=\"10\" "
                      "fill=\"%3\"/>\n")
                      .arg(kMargin)
                      .arg(m_y - 11.0, 0, 'f', 1)
                      .arg(color.name());
    }
    void down(double by) { m_y += by; }
    QByteArray document() const {
        return QStringLiteral(
                   "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1\" "
                   "height=\"%2\" viewBox=\"0 0 %1 %2\">\n%3</svg>\n")
            .arg(kWidth)
            .arg(m_y + kMargin)
            .arg(m_body)
            .toUtf8();
    }

  private:
    static double widthOf(const Run& run) {
        QFont font(run.serif ? kSerif : kSans);
        font.setPixelSize(100);
        font.setItalic(run.italic);
        font.setBold(run.bold);
        return QFontMetricsF(font).horizontalAdvance(run.text) * run.size / 100.0;
    }

    const Theme& m_theme;
    QString m_body;
    double m_y = kMargin + 14.0;
};

QString number(double value) {
    QString shown = QString::fromStdString(lessonNumber(value));
    return shown.replace('-', QStringLiteral("−"));
}

/// "6 − 12·0.9 + 5".
QString sumOf(const LessonState& state, std::size_t query, std::size_t model) {
    const auto i = Eigen::Index(query);
    const auto j = Eigen::Index(model);
    QString sum = QStringLiteral("%1 − %2·%3")
                      .arg(number(state.instance.cost(i, j)), number(state.lambda),
                           number(state.instance.chance(i, j)));
    const double mu = model < state.mu.size() ? state.mu[model] : 0.0;
    if (mu > 0.0) sum += QStringLiteral(" + ") + number(mu);
    return sum;
}

void addRule(SvgPage& page, const Theme& theme) {
    constexpr double kLarge = 30.0;
    page.line({page.word(QObject::tr("At a price, each query decides"), 15.0, theme.text, true)},
              kMargin);
    page.down(44.0);
    page.line({page.sign("min", kLarge), page.below(QStringLiteral(" j "), kLarge),
               page.symbol(QStringLiteral(" c"), kLarge), page.below("ij", kLarge),
               page.sign(QStringLiteral(" − "), kLarge), page.symbol(QStringLiteral("λ "), kLarge),
               page.symbol("a", kLarge), page.below("ij", kLarge),
               page.sign(QStringLiteral(" + "), kLarge), page.symbol(QStringLiteral("μ"), kLarge),
               page.below("j", kLarge)},
              kMargin);
    page.down(34.0);
}

void addPrices(SvgPage& page, const LessonState& state, const Theme& theme) {
    std::vector<Run> runs{
        page.word(QObject::tr("with "), 14.0, theme.text),
        page.word(QStringLiteral("λ = %1 ¢").arg(number(state.lambda)), 14.0, theme.accent, true),
        page.word(QObject::tr(" for one right answer"), 14.0, theme.text)};
    page.line(runs, kMargin);
    bool any = false;
    for (std::size_t j = 0; j < state.mu.size(); ++j) {
        if (!(state.mu[j] > 0.0)) continue;
        any = true;
        page.down(20.0);
        page.line(
            {page.word(QStringLiteral("μ = %1 ¢").arg(number(state.mu[j])), 14.0, theme.accent,
                       true),
             page.word(
                 QObject::tr(" for a slot on %1").arg(labelText(state.instance.models[j].name)),
                 14.0, theme.text)},
            kMargin);
    }
    if (!any) {
        page.line({page.word(QStringLiteral(",  μ = 0"), 14.0, theme.text, true)},
                  kMargin + page.width(runs));
    }
    page.down(14.0);
    page.rule();
    page.down(26.0);
}

void addQuery(SvgPage& page, const LessonState& state, std::size_t query, const LessonDual& dual,
              const Theme& theme) {
    page.line({page.word(labelText(state.instance.queries[query].name), 15.0, theme.text, true)},
              kMargin);
    page.down(kRow);
    const auto& best = dual.best[query];
    for (std::size_t j = 0; j < state.instance.modelCount(); ++j) {
        const bool wins = std::ranges::find(best, j) != best.end();
        if (wins) page.frame();
        page.square(modelColor(int(j), theme.dark));
        QString name = labelText(state.instance.models[j].name);
        constexpr qsizetype kLongest = 13;
        if (name.size() > kLongest) name = name.left(kLongest - 1) + QStringLiteral("…");
        page.line({page.word(name, 14.0, theme.text, wins)}, kMargin + 18.0);
        const double value = lessonReducedCost(state.instance, query, j, state.lambda, state.mu);
        page.rightLine({page.word(number(value), 16.0, wins ? theme.accent : theme.text, true)});
        page.line({page.sign(sumOf(state, query, j) + QStringLiteral("  ="), 15.0)},
                  kMargin + 150.0);
        page.down(kRow);
    }
    page.down(4.0);
}

void addBound(SvgPage& page, const LessonState& state, const LessonDual& dual, const Theme& theme) {
    page.rule();
    page.down(24.0);
    const auto count = double(state.instance.queryCount());
    const double floor = state.instance.floor * count * state.lambda;
    page.line(
        {page.symbol("g", 16.0), page.sign(QStringLiteral(" = "), 16.0),
         page.symbol(QStringLiteral("αNλ"), 16.0), page.sign(QStringLiteral(" + Σ min − Σ "), 16.0),
         page.symbol(QStringLiteral("Lμ"), 16.0),
         page.sign(
             QStringLiteral(" = %1 %2 %3")
                 .arg(number(floor), dual.bound < floor ? QStringLiteral("−") : QStringLiteral("+"),
                      number(std::abs(dual.bound - floor))),
             16.0)},
        kMargin);
    page.down(28.0);
    QString said = QObject::tr("bound %1 ¢").arg(number(dual.bound));
    QColor color = theme.accent;
    try {
        const LessonOptimum optimum = optimumOf(state.instance);
        if (optimum.result.solved()) {
            const bool tight = nearlyEqual(dual.bound, optimum.routing.cost);
            said += tight ? QObject::tr(" = cost %1 ¢").arg(number(optimum.routing.cost))
                          : QObject::tr(" ≤ cost %1 ¢").arg(number(optimum.routing.cost));
            if (tight) color = theme.gain;
        }
    } catch (const Error&) {
        // Without an answer the bound stands alone.
    }
    page.line({page.word(said, 18.0, color, true)}, kMargin);
}

}  // namespace

QByteArray formulaSvg(const LessonState& state, const Theme& theme, std::size_t most) {
    SvgPage page(theme);
    addRule(page, theme);
    if (state.instance.queryCount() == 0) return page.document();
    addPrices(page, state, theme);
    const LessonDual dual = dualAt(state.instance, state.lambda, state.mu);
    const std::size_t shown = std::min(most, state.instance.queryCount());
    for (std::size_t i = 0; i < shown; ++i) addQuery(page, state, i, dual, theme);
    if (shown < state.instance.queryCount()) {
        page.line({page.word(
                      QObject::tr("and %n more", nullptr, int(state.instance.queryCount() - shown)),
                      14.0, theme.mutedText)},
                  kMargin);
        page.down(18.0);
    }
    if (!state.instance.budget) addBound(page, state, dual, theme);
    return page.document();
}

FormulaView::FormulaView(QWidget* parent) : QWidget(parent) {
    setAccessibleName(tr("Formulas with their present numbers"));
    m_renderer.setAspectRatioMode(Qt::KeepAspectRatio);
}

void FormulaView::setState(const LessonState& state, const Theme& theme) {
    m_svg = formulaSvg(state, theme);
    m_renderer.load(m_svg);
    m_renderer.setAspectRatioMode(Qt::KeepAspectRatio);
    update();
}

void FormulaView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QSizeF natural = m_renderer.defaultSize();
    if (natural.isEmpty()) return;
    const QSizeF size = natural.scaled(this->size(), Qt::KeepAspectRatio);
    m_renderer.render(&painter, QRectF(QPointF((width() - size.width()) / 2.0, 0.0), size));
}

}  // namespace orl
