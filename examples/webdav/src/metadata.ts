/** The end of the name of the file in which @nephele/adapter-file-system keeps the properties and locks of a resource. */
export const METADATA = '.nephelemeta';
