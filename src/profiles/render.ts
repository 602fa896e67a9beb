/** Records to rows of cells, ready for a CSV writer: what exporters use. */
export { type CatalogueContext, catalogueWriter, type RenderedCatalogue, renderCatalogue } from './render-catalogue.ts'
export { type RenderedFile, type RenderedOrders, renderOrders } from './render-orders.ts'
export type { RenderContext } from './render-row.ts'
