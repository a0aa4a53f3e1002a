// Slides: a chart as large as a slide needs it, with the words that make it stand alone.
#include <QBuffer>
#include <QFontMetricsF>
#include <QLabel>
#include <QLayout>
#include <QPainter>
#include <QSvgGenerator>
#include <algorithm>
#include <utility>

#include "core/support/output_file.h"
#include "ui/charts/chart_panel.h"
#include "ui/charts/plot_view.h"
#include "ui/style/appearance.h"
#include "ui/style/fonts.h"

namespace orl {

namespace {

// A slide is laid out small and drawn large: so its text is large.
constexpr QSize kSlide(800, 450);
constexpr QSize kSlidePixels(1920, 1080);
constexpr int kEdge = 30;
constexpr int kTitleSize = 20;
constexpr int kWordsSize = 12;
constexpr int kSourceSize = 10;

/// One line that is never wider than the slide. @return the bottom of it
double slideLine(QPainter& painter, double top, int pixels, const QColor& color,
                 const QString& text, bool bold = false) {
    QFont font = painter.font();
    font.setPixelSize(pixels);
    font.setBold(bold);
    painter.setFont(font);
    painter.setPen(color);
    const QFontMetricsF metrics(font);
    const QRectF room(kEdge, top, kSlide.width() - 2 * kEdge, metrics.height());
    painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(text, Qt::ElideRight, room.width()));
    return room.bottom();
}

/// The panel in light colours and another size, as long as this lives.
class Posed {
  public:
    Posed(ChartPanel& panel, const QWidget& body, QSize bodySize)
        : m_panel(panel),
          m_body(body),
          m_around(panel.parentWidget() ? panel.parentWidget()->layout() : nullptr),
          m_size(panel.size()),
          m_most(panel.maximumSize()),
          m_own(panel.testAttribute(Qt::WA_SetPalette)),
          m_palette(panel.palette()) {
        // A legend that comes or goes with the width would have the panel laid out as before.
        if (m_around) m_around->setEnabled(false);
        panel.setUpdatesEnabled(false);
        panel.setPalette(paletteOf(Theme::light()));
        panel.setMaximumSize(QWIDGETSIZE_MAX, QWIDGETSIZE_MAX);
        fit(panel.size() - body.size() + bodySize);
    }
    ~Posed() {
        m_panel.setPalette(m_own ? m_palette : QPalette());
        m_panel.setMaximumSize(m_most);
        fit(m_size);
        m_panel.setUpdatesEnabled(true);
        if (m_around) m_around->setEnabled(true);
    }
    Posed(const Posed&) = delete;
    Posed& operator=(const Posed&) = delete;

  private:
    void fit(QSize size) {
        m_panel.resize(size);
        m_panel.layout()->activate();
        m_body.layout()->activate();
    }

    ChartPanel& m_panel;
    const QWidget& m_body;
    QLayout* m_around;
    QSize m_size;
    QSize m_most;
    bool m_own;
    QPalette m_palette;
};

}  // namespace

void ChartPanel::paintSlide(QPainter& painter, const SlideWords& words) {
    const Theme& light = Theme::light();
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    painter.fillRect(QRect(QPoint(), kSlide), light.background);
    painter.setFont(font());
    double top = slideLine(painter, kEdge * 0.75, kTitleSize, light.text, title(), true) + 3;
    if (!words.what.isEmpty()) {
        top = slideLine(painter, top, kWordsSize, light.mutedText, words.what) + 2;
    }
    if (!notice().isEmpty()) {
        const QColor color = m_warning ? light.warning : light.mutedText;
        top = slideLine(painter, top, kWordsSize, color, notice()) + 2;
    }
    const int bottom = kSlide.height() - 2 * kEdge + 10;
    slideLine(painter, bottom + 10, kSourceSize, light.mutedText, words.source);
    const QRect room(kEdge, int(top) + 6, kSlide.width() - 2 * kEdge, bottom - int(top) - 6);
    const Posed posed(*this, *m_body, room.size());
    // A panel that cannot be so small is drawn smaller.
    const QSizeF got = m_body->size();
    const double fit = std::min({1.0, room.width() / got.width(), room.height() / got.height()});
    painter.save();
    painter.translate(room.topLeft());
    painter.scale(fit, fit);
    paintBody(painter, {});
    painter.restore();
}

QImage ChartPanel::slide(const SlideWords& words) {
    QImage image(kSlidePixels, QImage::Format_RGB32);
    QPainter painter(&image);
    painter.scale(double(kSlidePixels.width()) / kSlide.width(),
                  double(kSlidePixels.height()) / kSlide.height());
    paintSlide(painter, words);
    return image;
}

void ChartPanel::saveSlide(const QString& path, const SlideWords& words) {
    requireFonts();
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    if (path.endsWith(QLatin1String(".svg"), Qt::CaseInsensitive)) {
        QSvgGenerator svg;
        svg.setOutputDevice(&buffer);
        svg.setSize(kSlidePixels);
        svg.setViewBox(QRect(QPoint(), kSlide));
        svg.setTitle(title());
        svg.setDescription(words.what);
        QPainter painter(&svg);
        paintSlide(painter, words);
    } else {
        slide(words).save(&buffer, "PNG");
    }
    writeFile(path.toStdString(),
              std::string_view(buffer.data().constData(), std::size_t(buffer.size())));
}

SlideWords ChartPanel::slideWords() const {
    for (const QWidget* above = parentWidget(); above; above = above->parentWidget()) {
        if (const auto* source = dynamic_cast<const SlideSource*>(above)) {
            return source->slideWords();
        }
    }
    return {};
}

}  // namespace orl
