#include "ui/style/icons.h"

#include <QApplication>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QSvgRenderer>

#include "ui/style/tokens.h"

// Outside every namespace, as the macro demands. The resources of a static library are dropped by
// the linker unless somebody asks for them.
static void useResources() {
    Q_INIT_RESOURCE(omnirouter);
}

namespace orl {

namespace {

constexpr const char* kDrawnStroke = "#1d2126";

/// Draws an SVG of one stroke colour in the colour of the palette's text.
class LineIcon : public QIconEngine {
  public:
    explicit LineIcon(QByteArray svg) : m_svg(std::move(svg)) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode,
               QIcon::State state) override {
        const auto group = mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active;
        const QPalette palette = QApplication::palette();
        const QColor colour = state == QIcon::On ? Theme::of(palette).accent
                                                 : palette.color(group, QPalette::WindowText);
        QByteArray svg = m_svg;
        svg.replace(kDrawnStroke, colour.name().toLatin1());
        const int side = std::min(rect.width(), rect.height());
        QRect square(0, 0, side, side);
        square.moveCenter(rect.center());
        QSvgRenderer(svg).render(painter, QRectF(square));
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        QPixmap drawn(size);
        drawn.fill(Qt::transparent);
        QPainter painter(&drawn);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return drawn;
    }

    QIconEngine* clone() const override { return new LineIcon(m_svg); }

  private:
    QByteArray m_svg;
};

QIcon lineIcon(const QString& path) {
    useResources();
    QFile file(QStringLiteral(":/omnirouter/icons/%1.svg").arg(path));
    if (!file.open(QIODevice::ReadOnly)) return {};
    return QIcon(new LineIcon(file.readAll()));
}

}  // namespace

QIcon applicationIcon() {
    useResources();
    QIcon icon;
    for (const int size : {16, 22, 24, 32, 48, 64, 128, 256, 512}) {
        icon.addFile(QStringLiteral(":/omnirouter/icons/png/omnirouter-lab-%1.png").arg(size));
    }
    return icon;
}

QIcon pageIcon(const QString& id) {
    return lineIcon(QStringLiteral("pages/") + id);
}

QIcon actionIcon(const QString& id) {
    return lineIcon(QStringLiteral("actions/") + id);
}

}  // namespace orl
